"""Fixtures of the tests of actors, and of those who have access."""

from collections.abc import Iterator

import pytest

from actors.services import keys


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Begin and end with no key or token believed."""
    keys.believed.clear()
    yield
    keys.believed.clear()
