"""What a superuser of the server can do to the record, whatever its triggers say."""

from typing import Any

import psycopg
import pytest

from audit.checks import record_models
from tests.audit.unguarded import unguarded
from tests.databases import Database


def tamper(database: Database, statements: str, **asked: Any) -> None:
    """Commit what statements do with every trigger off, and switch them on again; it must have touched something."""
    if not database.superuser_url:
        pytest.skip("the superuser of the server that the environment names is not ours to be")
    tables = [model._meta.db_table for model in record_models()]
    with psycopg.connect(database.superuser_url, cursor_factory=psycopg.ClientCursor) as root:
        with unguarded(root, *tables):
            done = root.execute(statements, asked)
        assert done.rowcount > 0
