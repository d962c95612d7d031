"""A register to write to and commit."""

import shutil
from collections.abc import Iterator
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
