"""Figures for Prometheus: requests by route, and gauges that the apps register.

With several web processes each writes its counts to files under PROMETHEUS_MULTIPROC_DIR, and whichever is
scraped adds them up; with one process nothing needs to be set. Gauges are computed when they are scraped,
from what all processes share.
"""

import os
from collections.abc import Callable, Iterator

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

log = structlog.get_logger(__name__)

_process = CollectorRegistry()
_requests = Counter(
    "contested_requests", "Requests answered.", ["method", "route", "status"], registry=_process
)
_seconds = Histogram(
    "contested_request_seconds",
    "Time from a request's arrival to its answer.",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=_process,
)
_gauges: dict[str, tuple[str, Callable[[], float]]] = {}

#: Any other method is counted as one, so that a caller cannot make up a series for each.
METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})


def register_gauge(name: str, explanation: str, read: Callable[[], float]) -> None:
    """Add a gauge that `read` computes at each scrape; for `apps.ready()`."""
    _gauges[name] = (explanation, read)


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    method = method if method in METHODS else "other"
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(method, route).observe(seconds)


@require_safe
def metrics(_: HttpRequest) -> HttpResponse:
    """Give all figures in the Prometheus text format."""
    counted = _process
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    gauges = CollectorRegistry()
    gauges.register(_Gauges())
    return HttpResponse(generate_latest(counted) + generate_latest(gauges), content_type=CONTENT_TYPE_LATEST)


class _Gauges:
    """Reads every registered gauge; one that fails is left out and logged."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (explanation, read) in _gauges.items():
            try:
                value = read()
            except Exception:
                log.exception("gauge failed", gauge=name)
                continue
            yield GaugeMetricFamily(name, explanation, value=value)
