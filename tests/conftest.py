"""Fixtures shared by all tests: databases as the application sees them, servers, and the whole stack."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from actors.models import AccountKind
from config.embedded.servers import base_environment
from tests.databases import Database, Databases, Postgres, selected
from tests.desk import Desk, case
from tests.stack import Stack, running

pytest_plugins = ["tests.figures"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse Django's transactional tests, which empty tables; have the files that take longest begin first.

    Those are the ones that start processes. Left to chance, one of them would keep a single core at work at the end.
    """
    slow = {item.path for item in items if {"stack", "register"} & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in slow)
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture live_db in place of transaction=True")


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """Return the PostgreSQL server of this run."""
    return Postgres(
        owner_url=os.environ["DATABASE_OWNER_URL"],
        app_url=os.environ["DATABASE_URL"],
        superuser_url=os.environ.get("CONTESTED_SUPERUSER_URL", ""),
        eraser_url=os.environ.get("DATABASE_ERASER_URL", ""),
    )


@pytest.fixture(scope="session")
def redis_url() -> str:
    """Return the URL of the broker of this run, which no worker listens to."""
    return os.environ["REDIS_URL"]


@pytest.fixture(scope="session")
def databases(
    postgres: Postgres,
    django_test_environment: None,  # noqa: ARG001 - settings first
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Databases]:
    """Provide clones of a template that is migrated when the first is asked for."""
    found = Databases(postgres, f"contested_test_{os.getpid()}", django_db_blocker)
    yield found
    found.close()


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases) -> Iterator[None]:
    """Lead Django to a clone, as the application role; tests marked `django_db` are rolled back on it."""
    database = databases.clone()
    with selected(database.name):
        yield
    databases.drop(database)


@pytest.fixture
def live_db(databases: Databases, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """Lead Django, in every thread, to a new database that this test may commit to."""
    database = databases.clone()
    with django_db_blocker.unblock(), selected(database.name):
        yield database
    databases.drop(database)


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the static files, as a web server needs them."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture(scope="module")
def stack(
    databases: Databases, static_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Run the whole application on a database of this module's own."""
    database = databases.clone()
    env = {**base_environment(), "CONTESTED_STATIC_ROOT": str(static_root)}
    with running(tmp_path_factory.mktemp("stack"), database, env) as started:
        yield started
    databases.drop(database)


@pytest.fixture
def stack_db(stack: Stack, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """Lead Django, in every thread, to the database that the stack runs on."""
    with django_db_blocker.unblock(), selected(stack.database.name):
        yield stack.database


@pytest.fixture
def quick(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files, and hash passwords in no time: what tests of the admin need."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def staff(db: None, quick: None) -> Desk:  # noqa: ARG001 - a database first
    """Log somebody of staff in to the admin."""
    return Desk.of(AccountKind.STAFF)


@pytest.fixture
def auditor(db: None, quick: None) -> Desk:  # noqa: ARG001 - likewise
    """Log an auditor in to the admin."""
    return Desk.of(AccountKind.AUDITOR)


@pytest.fixture
def records(staff: Desk) -> dict[type[Model], Any]:  # noqa: ARG001 - likewise
    """Record the case of `tests.desk`, and return one record of each kind."""
    return case()
