"""Fixtures of the tests of what writes the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from audit.services import witnesses
from tests.audit.others import Others
from tests.audit.samples import World
from tests.databases import Database


@pytest.fixture
def world(own_db: Database) -> World:
    """Return a register of this test's own."""
    return World.made(own_db)


@pytest.fixture
def others(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Others]:
    """Return witnesses to be had."""
    monkeypatch.setattr(witnesses, "PATIENCE", 2.0)
    found = Others(tmp_path, settings)
    yield found
    found.leave()
