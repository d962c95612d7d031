"""Somebody's authenticator app, and the pages on which it is enrolled and its codes are given."""

import base64
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import TOTP

from actors.models import Account

CODE = "/admin/second-factor/"
ENROL = "/admin/second-factor/enrol/"
STEP = 30


@dataclass
class Clock:
    """The time that codes are made from; it stands until it is told."""

    now: float = 1_800_000_000.0

    @classmethod
    def of(cls, monkeypatch: pytest.MonkeyPatch) -> "Clock":
        """Have all codes be made from a clock that stands."""
        clock = cls()
        monkeypatch.setattr("django_otp.oath.time", lambda: clock.now)
        return clock

    def tick(self) -> None:
        """Come to the next code."""
        self.now += STEP


@dataclass(frozen=True)
class App:
    """An app that was shown a secret, and the recovery codes that came with it."""

    secret: str
    recovery: list[str] = field(default_factory=list)

    @property
    def key(self) -> bytes:
        """Return the secret as bytes."""
        return base64.b32decode(self.secret)

    @property
    def code(self) -> str:
        """Return the code that it shows now."""
        return f"{TOTP(self.key).token():06d}"

    @property
    def next(self) -> str:
        """Return the code that it shows half a minute later, which is taken already."""
        return f"{TOTP(self.key, drift=1).token():06d}"

    @property
    def wrong(self) -> str:
        """Return a code that is none of those which are taken now."""
        taken = {TOTP(self.key, drift=drift).token() for drift in (-1, 0, 1)}
        return next(f"{number:06d}" for number in range(4) if number not in taken)

    @classmethod
    def enrolled(cls, client: Client) -> "App":
        """Enrol, as somebody does who has given their password."""
        shown = client.get(ENROL).context
        app = cls(shown["secret"].replace(" ", ""))
        done = client.post(ENROL, {"code": app.code, "sealed": shown["sealed"]})
        return cls(app.secret, done.context["codes"])


def with_password(account: Account) -> Client:
    """Return the browser of whoever has given the password of an account, and no more."""
    client = Client()
    client.force_login(account)
    return client


def give(client: Client, code: str, address: str = "127.0.0.1", **more: str) -> HttpResponse:
    """Give a code."""
    return client.post(CODE, {"code": code, **more}, headers={"Accept": "text/html"}, REMOTE_ADDR=address)


def recover(client: Client, code: str) -> HttpResponse:
    """Give a recovery code."""
    return client.post(CODE, {"recovery": code}, headers={"Accept": "text/html"})


def has_come_in(client: Client) -> bool:
    """Return whether the admin opens."""
    return client.get("/admin/").status_code == 200
