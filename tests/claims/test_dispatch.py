"""Whoever writes has what follows from it decided; a worker that writes finds that by itself."""

import pytest

from claims import dispatch


@pytest.mark.parametrize(
    ("channel", "woken"),
    [("api", ["claims.settle"]), ("admin", ["claims.settle"]), ("cli", ["claims.settle"]), ("task", [])],
)
def test_a_worker_is_woken_after_each_write_but_a_workers(
    channel: str, woken: list[str], monkeypatch: pytest.MonkeyPatch
):
    told: list[str] = []
    monkeypatch.setattr("claims.dispatch._messenger.wake", told.append)

    dispatch.wake_after(channel)

    assert told == woken
