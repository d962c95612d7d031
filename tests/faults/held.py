"""Hold a recompute at a chosen point, as a slow disk would, so that a fault meets it just there."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.databases import Database
from tests.waiting import until


@contextmanager
def before_its_commit(database: Database) -> Iterator[None]:
    """Hold whoever is about to record a determination: it is decided, and not yet written."""
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("LOCK TABLE claims_determination IN SHARE MODE")
        yield


@contextmanager
def after_its_commit(database: Database) -> Iterator[None]:
    """Hold whoever is about to drain what it has just committed: it is written, and nobody knows."""
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("SELECT pg_advisory_xact_lock(1096110420, 1)")
        yield


def waiting(database: Database) -> int:
    """Return how many connections to the database wait for a lock."""
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        row = owner.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE NOT l.granted AND d.datname = current_database()"
        ).fetchone()
    return row[0] if row else 0


def is_waited_for(database: Database) -> None:
    """Wait until somebody is held."""
    until(lambda: waiting(database), within=20)
