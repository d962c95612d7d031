"""Every request has an id, on its answer, on its problem and on its lines in the log."""

import json
import logging
from uuid import UUID

import pytest

from config.http.logs import current_request_id
from tests.config.http.conftest import Caller


@pytest.mark.parametrize("path", ["/api/v1/echo", "/api/nothing", "/healthz", "/plain", "/api/plain?bare"])
def test_callers_id_is_kept(path: str, http: Caller):
    assert http.get(path, X_Request_ID="Job-7:a_b.c").headers["X-Request-ID"] == "Job-7:a_b.c"


@pytest.mark.parametrize("given", ["", "a b", "a" * 65, "a\x07", "schlüssel", "a/b", "<a>"])
def test_id_that_cannot_be_written_down_is_replaced(given: str, http: Caller):
    found = http.get("/api/v1/echo", X_Request_ID=given).headers["X-Request-ID"]
    assert UUID(found).version == 7


def test_view_knows_the_id_and_it_ends_with_the_request(http: Caller):
    assert http.get("/api/plain", X_Request_ID="seen").json() == {"request_id": "seen", "in_log": "seen"}
    assert current_request_id() is None


def test_request_leaves_one_line_without_its_secrets(http: Caller, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        http.get("/api/v1/echo?text=private", X_Request_ID="seen")
    lines = [record.msg for record in caplog.records if record.name == "config.http.access"]
    assert [
        {key: line[key] for key in ("request_id", "method", "path", "route", "status")} for line in lines
    ] == [
        {"request_id": "seen", "method": "GET", "path": "/api/v1/echo", "route": "api/v1/echo", "status": 200}
    ]
    assert "private" not in json.dumps(lines, default=str)
    assert "Bearer" not in json.dumps(lines, default=str)


def test_refused_request_leaves_where_it_came_from_and_any_other_does_not(
    http: Caller, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO):
        http.client.get("/api/v1/echo", headers={"Authorization": "Bearer wrong"}, REMOTE_ADDR="203.0.113.7")
        http.get("/api/v1/echo?text=a")
    lines = [record.msg for record in caplog.records if record.name == "config.http.access"]
    assert [(line["status"], line.get("address")) for line in lines] == [(401, "203.0.113.7"), (200, None)]


def test_probe_leaves_no_line(http: Caller, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        http.get("/healthz")
    assert [record for record in caplog.records if record.name == "config.http.access"] == []


def test_answers_of_the_api_are_private_and_inert(http: Caller):
    for path in ("/api/v1/echo", "/api/nothing"):
        headers = http.get(path).headers
        assert headers["Cache-Control"] == "private, no-cache"
        assert (
            headers["Content-Security-Policy"]
            == "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_brings_nothing_from_elsewhere_and_runs_no_script_of_its_own(http: Caller):
    policy = http.get("/nothing", Accept="text/html").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
