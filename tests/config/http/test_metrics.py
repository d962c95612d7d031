"""Figures by route, from one process and from several."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from config.http import metrics
from tests.config.http.conftest import Caller


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scrape(http: Caller) -> dict[tuple[str, ...], float]:
    return samples(http.get("/metrics").content.decode())


def test_requests_are_counted_by_route_not_by_path(http: Caller):
    before = scrape(http)
    for number in (1, 2):
        http.post(f"/api/v1/notes/{number}:shout", key=None)
    http.get("/api/nothing")
    after = scrape(http)
    shout = ("contested_requests_total", "POST", "api/v1/notes/<int:note_id>:shout", "400")
    assert after[shout] - before.get(shout, 0) == 2
    unmatched = ("contested_requests_total", "GET", "unmatched", "404")
    assert after[unmatched] - before.get(unmatched, 0) == 1
    assert after["contested_request_seconds_count", "POST", shout[2]] >= 2


def test_made_up_methods_make_no_series(http: Caller):
    http.client.generic("FROBNICATE", "/api/v1/echo")
    assert ("contested_requests_total", "other", "api/v1/echo", "405") in scrape(http)


def test_gauge_is_read_when_scraped_and_may_fail(http: Caller, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(metrics, "_gauges", {})
    readings = iter([7.5, 8.5])
    metrics.register_gauge("contested_owed_seconds", "Age of the oldest owed claim.", lambda: next(readings))
    metrics.register_gauge("contested_broken", "Fails.", lambda: 1 / 0)
    assert [scrape(http)["contested_owed_seconds",] for _ in range(2)] == [7.5, 8.5]
    assert ("contested_broken",) not in scrape(http)


SCRIPT = """
import django
django.setup()
from django.test import RequestFactory
from config.http import metrics
metrics.observe("GET", "api/v1/claims", 200, 0.003)
print(metrics.metrics(RequestFactory().get("/metrics")).content.decode())
"""


def test_processes_are_added_up(tmp_path: Path):
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    counts = []
    for _ in range(3):
        result = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=env, capture_output=True, check=True, text=True
        )
        counts.append(samples(result.stdout)["contested_requests_total", "GET", "api/v1/claims", "200"])
    assert counts == [1, 2, 3]
