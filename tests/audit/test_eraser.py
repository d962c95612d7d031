"""The role that erases can do nothing else: it reads nothing, writes nothing, and becomes nobody."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps

from claims.models import Claim
from tests.audit.samples import World
from tests.audit.test_tampering import DENIED, everything

_UPDATE = next(t.get_pgid(Claim) for t in Claim._meta.triggers if t.name == "revise_update")
TABLES = sorted({m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed})
ATTEMPTS = {
    **{f"read {table}": f'SELECT FROM "{table}"' for table in (*TABLES, "django_migrations")},
    "read the past": "SELECT FROM as_of.claims_claim",
    "write a record": "UPDATE claims_claim SET text = 'else'",
    "blank a revision": "UPDATE claims_historicalclaim SET text = 'erased'",
    "blank a salt": "UPDATE audit_entry SET content_salt = ''",
    "delete a revision": "DELETE FROM claims_historicalclaim",
    "empty the log": "TRUNCATE audit_entry",
    "propose an erasure": "INSERT INTO audit_erasure DEFAULT VALUES",
    "approve an erasure": "UPDATE audit_erasure SET approved_by = gen_random_uuid()",
    "switch a guard off": "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "drain": "SELECT audit_drain()",
    "say who may erase": "SELECT audit_may_erase(gen_random_uuid())",
    "attribute": "SELECT audit_attribution()",
    "call a trigger's function": f"SELECT {_UPDATE}()",
    "replace its function": "CREATE OR REPLACE FUNCTION audit_erase(erasure uuid) RETURNS int LANGUAGE sql RETURN 1",
    "change its function's search path": "ALTER FUNCTION audit_erase(uuid) SET search_path = pg_temp",
    "become the owner": "SET ROLE contested_owner",
    "become the application": "SET SESSION AUTHORIZATION contested_app",
    "become superuser": "ALTER ROLE contested_eraser SUPERUSER",
    "take the owner's rights": "GRANT contested_owner TO contested_eraser",
    "set session_replication_role": "SET session_replication_role = replica",
    "make a table": "CREATE TABLE public.z (id int)",
    "make a temporary table in the place of ours": "CREATE TEMP TABLE audit_erasure (id uuid)",
    "make a temporary function": "CREATE FUNCTION pg_temp.z() RETURNS int LANGUAGE sql RETURN 1",
    "make a schema": "CREATE SCHEMA z",
    "read a file": "SELECT pg_read_file('PG_VERSION')",
}


@pytest.fixture
def eraser(register: World) -> Iterator[psycopg.Connection[Any]]:
    """Log in as the eraser."""
    if not register.database.eraser_url:
        pytest.skip("the server that the environment names has no role that erases")
    with psycopg.connect(register.database.eraser_url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("statement", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_eraser_is_refused(
    statement: str, register: World, eraser: psycopg.Connection[Any], figure: Callable[..., None]
):
    figure("P5")
    before = everything(register)

    with pytest.raises(psycopg.Error) as refused:
        eraser.execute(statement)

    assert refused.value.sqlstate == DENIED
    assert everything(register) == before


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        ("SELECT audit_erase(gen_random_uuid())", "there is no such erasure"),
        ("SELECT audit_erase(id) FROM unnest(ARRAY[NULL::uuid]) id", "there is no such erasure"),
        (
            "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT audit_erase(gen_random_uuid())",
            "an erasure is carried out at READ COMMITTED",
        ),
    ],
)
def test_eraser_erases_nothing_that_was_not_asked_for(
    statements: str, why: str, eraser: psycopg.Connection[Any], figure: Callable[..., None]
):
    figure("P14")
    with pytest.raises(psycopg.Error, match=why):
        eraser.execute(statements)
