"""A client that speaks to the notes with the API's manners."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.config.http import notes

JSON = "application/json"


class Caller:
    """Sends requests as one partner."""

    def __init__(self, client: Client, key: str = "1:read write") -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(path, headers=self._with(headers))

    def head(self, path: str, **headers: str) -> HttpResponse:
        return self.client.head(path, headers=self._with(headers))

    def post(
        self, path: str, body: Any = None, *, key: str | None = "", content_type: str = JSON, **headers: str
    ) -> HttpResponse:
        """Post a body, under a new key unless one is given; None sends no key."""
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid4())
        return self.client.post(path, _raw(body), content_type=content_type, headers=self._with(headers))

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.client.patch(path, _raw(body), content_type=JSON, headers=self._with(headers))

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {**self.headers, **named}


def _raw(body: Any) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else orjson.dumps(body)


@pytest.fixture(autouse=True)
def _notes(settings: Settings, tmp_path: Path) -> None:
    settings.ROOT_URLCONF = notes.__name__
    settings.STATIC_ROOT = tmp_path
    notes.Failing.failures = []


@pytest.fixture
def http(client: Client) -> Caller:
    """Return a partner's client."""
    client.raise_request_exception = False
    return Caller(client)


@pytest.fixture
def other(client: Client) -> Caller:
    """Return another partner's client."""
    return Caller(client, "2:read write")
