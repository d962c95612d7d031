"""Is the process up, and can it do its work.

`/readyz` answers 503 when a required check fails, the database being one. The broker is not: writes are
committed without it, and what is owed is found again when it is back, so its loss is told but not fatal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import redis
import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from config.http import problems
from config.http.problems import ProblemError
from config.http.renderers import dumps

log = structlog.get_logger(__name__)

#: Seconds that the broker has for an answer.
BROKER_TIMEOUT = 0.5


@dataclass(frozen=True, slots=True)
class Check:
    """One question; `ask` returns what to tell or raises."""

    ask: Callable[[], Any]
    is_required: bool


_checks: dict[str, Check] = {}


def register_check(name: str, ask: Callable[[], Any], *, is_required: bool = False) -> None:
    """Add a check to `/readyz`; for `apps.ready()`."""
    _checks[name] = Check(ask, is_required)


@require_safe
def healthz(_: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing else is looked at."""
    return _json({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ask every check, and say which failed."""
    results = {name: _ask(name, check) for name, check in _checks.items()}
    failed = [name for name, result in results.items() if result["status"] == "down"]
    if any(_checks[name].is_required for name in failed):
        detail = f"Not ready: {', '.join(failed)}."
        problem = ProblemError("unavailable", detail, headers={"Retry-After": "1"}, extra={"checks": results})
        return problems.render(problem, request)
    return _json({"status": "degraded" if failed else "ok", "checks": results})


def _ask(name: str, check: Check) -> dict[str, Any]:
    started = perf_counter()
    try:
        told = check.ask()
    except Exception as error:  # noqa: BLE001 - whatever it is, the check failed
        log.warning("check failed", check=name, error=repr(error))
        return {"status": "down", "ms": _ms_since(started)}
    result = {"status": "up", "ms": _ms_since(started)}
    return result if told is None else {**result, "value": told}


def _ms_since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 1)


def _json(data: dict[str, Any]) -> HttpResponse:
    return HttpResponse(dumps(data), content_type="application/json", headers={"Cache-Control": "no-store"})


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=BROKER_TIMEOUT, socket_connect_timeout=BROKER_TIMEOUT
    )
    with client:
        client.ping()


register_check("database", _database, is_required=True)
register_check("broker", _broker)
