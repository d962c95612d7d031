"""A register to write to and commit, and the figures that the tests of the record come to."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker, Settings

from audit.services import grants
from claims.services import determinations
from tests.audit.erasures import HASHERS, Story, telling
from tests.audit.samples import World
from tests.databases import Database, Databases, selected

#: Of each figure: how many of its tests passed, how many there were, and what they said in words.
_figures: dict[str, tuple[list[bool], list[str]]] = defaultdict(lambda: ([], []))


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Have a test counted under a figure, such as P1, with words of its own if it has any."""
    return lambda name, words="": record_property("figure", (name, words))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count a test under the figures that it named."""
    if report.when != "call":
        return
    for name, value in report.user_properties:
        if name == "figure":
            passed, said = _figures[value[0]]
            passed.append(report.passed)
            said += [value[1]] if value[1] else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures, to be quoted."""
    if _figures:
        terminalreporter.section("figures of the record")
    for name, (passed, said) in sorted(_figures.items()):
        terminalreporter.line("; ".join([f"{name}: {sum(passed)} of {len(passed)}", *said]))


@pytest.fixture(scope="module")
def register(databases: Databases, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Lead Django to a database that the module may commit to, with three records of each kind in it."""
    database = databases.clone()
    with django_db_blocker.unblock(), selected(database.name):
        # A clone has the tables' rights of its template, and not the database's.
        grants.apply(using="owner")
        yield World.made(database)
    databases.drop(database)


@pytest.fixture
def own_db(live_db: Database) -> Database:
    """Return a database of this test's own, with every right made out as in production."""
    grants.apply(using="owner")
    return live_db


@pytest.fixture
def superuser(own_db: Database) -> Iterator[psycopg.Connection]:
    """Log in to this test's own database as the server's superuser, each statement a commit."""
    if not own_db.superuser_url:
        pytest.skip("the superuser of the server that the environment names is not ours to be")
    with psycopg.connect(own_db.superuser_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def at_once(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hash passwords in no time, have no claim rest, and serve no static files."""
    settings.PASSWORD_HASHERS = HASHERS
    settings.STATIC_ROOT = str(tmp_path)
    for rest in ("REST", "REST_PER_BYTE"):
        monkeypatch.setattr(determinations, rest, timedelta())


@pytest.fixture(scope="session")
def told(
    databases: Databases, django_db_blocker: DjangoDbBlocker, static_root: Path
) -> Iterator[tuple[Database, Story]]:
    """Tell the story once, in a database that nobody stays connected to, for others to be copied from."""
    with telling(databases, django_db_blocker, static_root) as (database, story):
        pass
    yield database, story
    databases.drop(database)


@pytest.fixture
def story_db(
    told: tuple[Database, Story],
    databases: Databases,
    django_db_blocker: DjangoDbBlocker,
    at_once: None,  # noqa: ARG001 - before anything is asked
) -> Iterator[Database]:
    """Lead Django to a copy of the story, with the log that was published of it."""
    original, _ = told
    copied = databases.copy(original)
    logs = Path(settings.LOG_HEAD).parent
    shutil.copytree(logs / original.name, logs / copied.name)
    with django_db_blocker.unblock(), selected(copied.name):
        grants.apply(using="owner")
        yield copied
    databases.drop(copied)


@pytest.fixture
def story(told: tuple[Database, Story], story_db: Database) -> Story:  # noqa: ARG001 - led there first
    """Return what was told."""
    return told[1]
