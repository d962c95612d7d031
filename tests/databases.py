"""Databases for tests: one template, migrated once as the owner, and clones of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from psycopg import sql
from pytest_django import DjangoDbBlocker

import config.env
from tests.waiting import until


@dataclass(frozen=True)
class Postgres:
    """A server, and how each role logs in to it; the superuser only where it is throw-away."""

    owner_url: str
    app_url: str
    superuser_url: str
    eraser_url: str = ""

    def database(self, name: str) -> "Database":
        """Name a database of this server."""
        return Database(
            name,
            owner_url=_on(self.owner_url, name),
            app_url=_on(self.app_url, name),
            superuser_url=self.superuser_url and _on(self.superuser_url, name),
            eraser_url=self.eraser_url and _on(self.eraser_url, name),
        )


@dataclass(frozen=True)
class Database:
    """One database, and how each role logs in to it."""

    name: str
    owner_url: str
    app_url: str
    superuser_url: str
    eraser_url: str = ""


class Databases:
    """The template of this test session, and its clones."""

    def __init__(self, postgres: Postgres, session: str, blocker: DjangoDbBlocker) -> None:
        self._postgres = postgres
        self._blocker = blocker
        self._session = session
        self._numbers = count(1)
        self._template = ""

    def clone(self) -> Database:
        """Create a database as the migrations leave it."""
        if not self._template:
            self._template = self._create(self._session)
            with self._blocker.unblock(), selected(self._template):
                call_command("migrate", database="owner", verbosity=0)
        return self._postgres.database(self._create(f"{self._session}_{next(self._numbers)}", self._template))

    def copy(self, database: Database) -> Database:
        """Create a copy of a database that nobody is connected to."""
        name = f"{self._session}_{next(self._numbers)}"
        return self._postgres.database(self._create(name, database.name))

    def drop(self, database: Database) -> None:
        """Drop a clone; whoever is still connected to it is cut off."""
        self._drop(database.name)

    def close(self) -> None:
        """Drop the template."""
        if self._template:
            self._drop(self._template)

    def _create(self, name: str, template: str = "template1") -> str:
        # Copying files takes half the time that copying through the log does.
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def _drop(self, name: str) -> None:
        # A vacuum that PostgreSQL has just begun there is a superuser's, whom the owner cannot cut off; it ends soon.
        until(lambda: self._is_dropped(name), within=30)

    def _is_dropped(self, name: str) -> bool:
        try:
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            return False
        return True

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._postgres.owner_url, autocommit=True) as owner:
            owner.execute(statement)


@contextmanager
def selected(name: str) -> Iterator[None]:
    """Have Django's connections, of every thread, lead to another database of the server, with a log of its own."""
    before = str(connections.settings["default"]["NAME"])
    _select(name)
    folder = Path(settings.LOG_HEAD).parent / name
    log = settings.STORAGES["log"] | {"OPTIONS": {"location": str(folder / "published")}}
    try:
        with override_settings(STORAGES=settings.STORAGES | {"log": log}, LOG_HEAD=str(folder / "head")):
            yield
    finally:
        _select(before)


@contextmanager
def elsewhere(database: Database, env: Mapping[str, str]) -> Iterator[None]:
    """Have Django's connections, of every thread, lead to a database of another server and to the log that is told."""
    led = {"default": database.app_url, "owner": database.owner_url}
    before = {alias: {**connections.settings[alias]} for alias in led}
    for alias, url in led.items():
        found = config.env.database(url)
        _lead(alias, {**found, "OPTIONS": {**before[alias]["OPTIONS"], **found["OPTIONS"]}})
    log = settings.STORAGES["log"] | {"OPTIONS": {"location": env["CONTESTED_LOG_FOLDER"]}}
    try:
        with override_settings(STORAGES=settings.STORAGES | {"log": log}, LOG_HEAD=env["CONTESTED_LOG_HEAD"]):
            yield
    finally:
        for alias, found in before.items():
            _lead(alias, found)


def _lead(alias: str, to: Mapping[str, object]) -> None:
    connections[alias].close()
    connections[alias].close_pool()
    connections.settings[alias].update(to)


def _select(name: str) -> None:
    for alias in connections.settings:
        _lead(alias, {"NAME": name})


def _on(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
