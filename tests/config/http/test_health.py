"""Up, ready, degraded, not ready."""

import socket
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoAssertNumQueries, Settings

from config.http import health
from config.http.health import register_check
from tests.config.http.conftest import Caller


@pytest.fixture(autouse=True)
def _checks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out what other apps registered, and forget what the test does."""
    own = {name: health._checks[name] for name in ("database", "broker")}  # noqa: SLF001
    monkeypatch.setattr(health, "_checks", own)
    return


def test_process_is_up_without_looking_at_anything(
    http: Caller,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
    db: None,  # noqa: ARG001
):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with django_assert_num_queries(0):
        response = http.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_all_is_well(http: Caller):
    register_check("oldest owed claim", lambda: 0.4)
    register_check("silent", lambda: None)
    answer = http.get("/readyz").json()
    assert answer["status"] == "ok"
    assert {name: (check["status"], check.get("value")) for name, check in answer["checks"].items()} == {
        "database": ("up", None),
        "broker": ("up", None),
        "oldest owed claim": ("up", 0.4),
        "silent": ("up", None),
    }


@pytest.mark.timeout(20, func_only=True)
@pytest.mark.django_db
def test_loss_of_the_broker_is_told_at_once_and_not_fatal(http: Caller, settings: Settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = http.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert response.json()["checks"]["broker"]["status"] == "down"


@pytest.mark.timeout(20, func_only=True)
@pytest.mark.django_db
def test_broker_that_accepts_and_never_answers_is_not_waited_for(http: Caller, settings: Settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        answer = http.get("/readyz").json()
    assert answer["checks"]["broker"]["status"] == "down"


@pytest.mark.django_db
def test_loss_of_the_database_is_503(http: Caller, monkeypatch: pytest.MonkeyPatch):
    def gone() -> None:
        raise OperationalError("no server at /secret/socket")

    monkeypatch.setattr(connection, "cursor", gone)
    response = http.get("/readyz")
    problem = response.json()
    assert (response.status_code, problem["code"], problem["detail"]) == (
        503,
        "unavailable",
        "Not ready: database.",
    )
    assert (problem["checks"]["database"]["status"], problem["checks"]["broker"]["status"]) == ("down", "up")
    assert b"secret" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(("is_required", "status"), [(True, 503), (False, 200)])
def test_check_that_fails_is_fatal_if_required(is_required: bool, status: int, http: Caller):  # noqa: FBT001
    register_check("log", lambda: 1 / 0, is_required=is_required)
    assert http.get("/readyz").status_code == status
