"""Where a request comes from: what proxies of ours say is believed, and nothing before it."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from config.http import addresses


def client(remote: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return str(addresses.client(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)))


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # anybody may write that
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"),
        ("::ffff:10.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("", "198.51.100.1", "None"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "198.51.100.1, ", "198.51.100.1"),
        ("10.0.0.1", ":", "10.0.0.1"),
    ],
)
def test_client_is_the_last_that_is_no_proxy_of_ours(
    settings: Settings, remote: str, forwarded: str | None, found: str
):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert client(remote, forwarded) == found


def test_without_proxies_of_ours_nobody_is_believed(settings: Settings):
    settings.TRUSTED_PROXIES = []

    assert client("10.0.0.1", "198.51.100.1") == "10.0.0.1"
