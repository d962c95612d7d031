"""What the application's role tries in vain: each attempt is refused, and leaves everything as it was."""

# ruff: noqa: S608 - statements over tables of every kind, named by the models
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from audit.checks import record_models
from audit.models import Checkpoint, Entry, Outbox, Schema
from audit.records import tracked_models
from audit.services import log
from claims.models import Claim
from tests.audit.samples import World, attributed
from tests.figures import Figure

DENIED = "42501"
#: PostgreSQL says no more than that it granted nothing.
IGNORED = ""
ATTRIBUTE = (
    "SELECT set_config('audit.account', gen_random_uuid()::text, true),"
    " set_config('audit.xid', pg_current_xact_id()::text, true)"
)
_UPDATE = next(t.get_pgid(Claim) for t in Claim._meta.triggers if t.name == "revise_update")
_TABLES = {"history": Claim.history.model, "outbox": Outbox, "entry": Entry, "schema": Schema}

#: Name of an attempt: its statements, in one transaction, and PostgreSQL's answer to one of them.
ATTEMPTS: dict[str, tuple[str, str]] = {}
for _name, _model in _TABLES.items():
    _table, _column = _model._meta.db_table, _model._meta.pk.column
    ATTEMPTS |= {
        f"delete from {_name}": (f'DELETE FROM "{_table}"', DENIED),
        f"update {_name}": (f'UPDATE "{_table}" SET "{_column}" = "{_column}"', DENIED),
        f"truncate {_name}": (f'TRUNCATE "{_table}"', DENIED),
        f"insert into {_name}": (f'INSERT INTO "{_table}" SELECT * FROM "{_table}"', DENIED),
        f"copy into {_name}": (f"COPY \"{_table}\" FROM '/dev/null'", DENIED),
        f"lock {_name}": (f'BEGIN; LOCK TABLE "{_table}" IN ROW EXCLUSIVE MODE', DENIED),
        f"lock rows of {_name}": (f'SELECT * FROM "{_table}" FOR UPDATE', DENIED),
    }
for _model in tracked_models():
    ATTEMPTS |= {
        f"delete {_model._meta.model_name}": (f'DELETE FROM "{_model._meta.db_table}"', DENIED),
        f"truncate {_model._meta.model_name}": (f'TRUNCATE "{_model._meta.db_table}" CASCADE', DENIED),
    }
# A checkpoint is the one thing that the application adds itself, and one that covers what is covered is refused.
ATTEMPTS |= {
    "delete from checkpoint": ("DELETE FROM audit_checkpoint", DENIED),
    "update checkpoint": ("UPDATE audit_checkpoint SET root = root", DENIED),
    "truncate checkpoint": ("TRUNCATE audit_checkpoint", DENIED),
    "insert into checkpoint": ("INSERT INTO audit_checkpoint SELECT * FROM audit_checkpoint", "AU005"),
    "lock rows of checkpoint": ("SELECT * FROM audit_checkpoint FOR UPDATE", DENIED),
}
ATTEMPTS |= {
    "merge into history": (
        "MERGE INTO claims_historicalclaim h USING claims_claim c ON h.id = c.id WHEN MATCHED THEN DELETE",
        DENIED,
    ),
    "delete from history in a block": ("DO $$ BEGIN DELETE FROM claims_historicalclaim; END $$", DENIED),
    "change a record's id": (f"{ATTRIBUTE}; UPDATE claims_claim SET id = uuidv7()", "AU003"),
    "change id and id alone, unattributed": ("UPDATE claims_claim SET id = uuidv7()", "AU003"),
    # Triggers and functions
    "disable trigger": (f"ALTER TABLE claims_claim DISABLE TRIGGER {_UPDATE}", DENIED),
    "disable all triggers": ("ALTER TABLE claims_claim DISABLE TRIGGER ALL", DENIED),
    "drop trigger": (f"DROP TRIGGER {_UPDATE} ON claims_claim", DENIED),
    "rename trigger": (f"ALTER TRIGGER {_UPDATE} ON claims_claim RENAME TO z", DENIED),
    "create trigger": (
        (
            "CREATE TRIGGER z BEFORE UPDATE ON claims_claim FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        ),
        DENIED,
    ),
    "create rule": ("CREATE RULE z AS ON UPDATE TO claims_claim DO INSTEAD NOTHING", DENIED),
    "create policy": ("CREATE POLICY z ON claims_claim", DENIED),
    "drop trigger function": (f"DROP FUNCTION {_UPDATE}() CASCADE", DENIED),
    "replace trigger function": (
        f"CREATE OR REPLACE FUNCTION {_UPDATE}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        DENIED,
    ),
    "replace drain": (
        "CREATE OR REPLACE FUNCTION audit_drain() RETURNS bigint LANGUAGE sql RETURN 0",
        DENIED,
    ),
    "make function run as its caller": (f"ALTER FUNCTION {_UPDATE}() SECURITY INVOKER", DENIED),
    "change function's search path": ("ALTER FUNCTION audit_drain() SET search_path = pg_temp", DENIED),
    "rename function": ("ALTER FUNCTION audit_attribution() RENAME TO z", DENIED),
    "execute attribution": (f"{ATTRIBUTE}; SELECT audit_attribution()", DENIED),
    "execute meta": (
        "SELECT audit_meta('', '', null, 1, 1, '', null, null, null, null, '', '', '')",
        DENIED,
    ),
    "execute trigger function": (f"SELECT {_UPDATE}()", DENIED),
    "execute erasing": ("SELECT audit_erase(gen_random_uuid())", DENIED),
    "execute who may erase": ("SELECT audit_may_erase(gen_random_uuid())", DENIED),
    "replace who may erase": (
        "CREATE OR REPLACE FUNCTION audit_may_erase(account uuid) RETURNS boolean LANGUAGE sql RETURN true",
        DENIED,
    ),
    "say that an erasure was carried out": (
        f"{ATTRIBUTE}; UPDATE audit_erasure SET carried_out_at = now()",
        "AU006",
    ),
    "insert an erasure as carried out": (
        (
            f"{ATTRIBUTE}; INSERT INTO audit_erasure SELECT (jsonb_populate_record(e, jsonb_build_object('id',"
            " gen_random_uuid(), 'carried_out_at', now()))).* FROM audit_erasure e"
        ),
        "AU006",
    ),
    # Roles and settings
    "session_replication_role": ("SET session_replication_role = replica", DENIED),
    "set role": ("SET ROLE contested_owner", DENIED),
    "set session authorization": ("SET SESSION AUTHORIZATION contested_owner", DENIED),
    "set role of the eraser": ("SET ROLE contested_eraser", DENIED),
    "set session authorization of the eraser": ("SET SESSION AUTHORIZATION contested_eraser", DENIED),
    "grant eraser to itself": ("GRANT contested_eraser TO contested_app", DENIED),
    "become superuser": ("ALTER ROLE contested_app SUPERUSER", DENIED),
    "grant owner to itself": ("GRANT contested_owner TO contested_app", DENIED),
    "grant table to itself": ("GRANT ALL ON audit_entry TO contested_app", IGNORED),
    "grant function to itself": ("GRANT EXECUTE ON FUNCTION audit_attribution() TO contested_app", DENIED),
    "alter default privileges": (
        "ALTER DEFAULT PRIVILEGES FOR ROLE contested_owner GRANT ALL ON TABLES TO contested_app",
        DENIED,
    ),
    "drop what the owner has": ("DROP OWNED BY contested_owner", DENIED),
    "take over what the owner has": ("REASSIGN OWNED BY contested_owner TO contested_app", DENIED),
    "alter system": ("ALTER SYSTEM SET session_replication_role = replica", DENIED),
    "alter database": ("ALTER DATABASE {database} SET search_path = pg_temp", DENIED),
    # Structure
    "own table": ("ALTER TABLE claims_historicalclaim OWNER TO contested_app", DENIED),
    "drop column of history": ("ALTER TABLE claims_historicalclaim DROP COLUMN text", DENIED),
    "drop history": ("DROP TABLE claims_historicalclaim", DENIED),
    "rename history": ("ALTER TABLE claims_historicalclaim RENAME TO z", DENIED),
    "drop constraint": ("ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_revision", DENIED),
    "drop index": ("DROP INDEX audit_entry_object", DENIED),
    "setval of history": ("SELECT setval('claims_historicalclaim_history_id_seq', 1)", DENIED),
    "nextval of history": ("SELECT nextval('claims_historicalclaim_history_id_seq')", DENIED),
    "setval of outbox": ("SELECT setval('audit_outbox_id_seq', 1)", DENIED),
    "restart sequence": ("ALTER SEQUENCE audit_outbox_id_seq RESTART", DENIED),
    # Things of its own in the place of ours
    "create table": ("CREATE TABLE public.z (id int)", DENIED),
    "create function": ("CREATE FUNCTION public.z() RETURNS int LANGUAGE sql RETURN 1", DENIED),
    "create operator": (
        "CREATE OPERATOR public.= (FUNCTION = texteq, LEFTARG = varchar, RIGHTARG = varchar)",
        DENIED,
    ),
    "create cast": ("CREATE CAST (uuid AS int) WITH INOUT", DENIED),
    "create type": ("CREATE TYPE public.record AS (id int)", DENIED),
    "create schema": ("CREATE SCHEMA z", DENIED),
    "create extension": ("CREATE EXTENSION hstore SCHEMA pg_catalog", DENIED),
    "create publication": ("CREATE PUBLICATION z FOR TABLE claims_claim", DENIED),
    "create event trigger": (
        "CREATE EVENT TRIGGER z ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        DENIED,
    ),
    "temporary outbox": ("CREATE TEMP TABLE audit_outbox (LIKE audit_outbox)", DENIED),
    "temporary claims": ("CREATE TEMP TABLE claims_claim (LIKE claims_claim)", DENIED),
    "temporary function": (
        "CREATE FUNCTION pg_temp.audit_attribution() RETURNS int LANGUAGE sql RETURN 1",
        DENIED,
    ),
    "child table": ("CREATE TEMP TABLE z () INHERITS (claims_claim)", DENIED),
    "trigger function on a table of its own": (
        (
            "CREATE TEMP TABLE z (LIKE claims_claim); CREATE TRIGGER z AFTER UPDATE ON z"
            f" REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {_UPDATE}()"
        ),
        DENIED,
    ),
    # The server's files and programs
    "copy to program": ("COPY claims_claim TO PROGRAM 'cat'", DENIED),
    "copy to file": ("COPY claims_claim TO '/dev/null'", DENIED),
    "read file": ("SELECT pg_read_file('PG_VERSION')", DENIED),
    "import large object": ("SELECT lo_import('/dev/null')", DENIED),
    "load library": ("LOAD '/dev/null'", DENIED),
    "replication slot": ("SELECT pg_create_physical_replication_slot('z')", DENIED),
}


@pytest.fixture(scope="module")
def filled(register: World) -> World:
    """Return a register with entries in the log and rows in the outbox."""
    Checkpoint.objects.create(size=log.drain(), root=bytes(32), note="any")
    with attributed():
        for rows in register.rows.values():
            register.sample(type(rows[0])).save(force_insert=True)
    return register


@pytest.fixture
def app(register: World) -> Iterator[psycopg.Connection[Any]]:
    """Log in as the application, to nothing but SQL."""
    with psycopg.connect(register.database.app_url, autocommit=True) as connection:
        yield connection


def everything(world: World) -> list[Any]:
    """Return a fingerprint of all rows, definitions, rights and sequences."""
    rows = " UNION ALL ".join(
        f"SELECT '{table}', count(*), md5(string_agg(t::text, ';' ORDER BY t::text)) FROM \"{table}\" t"
        for table in (model._meta.db_table for model in record_models())
    )
    with psycopg.connect(world.database.owner_url) as owner:
        return [
            *owner.execute(rows),
            *owner.execute(
                "SELECT oid, relname, relowner, relacl::text, relnatts FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace ORDER BY oid"
            ),
            *owner.execute("SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger ORDER BY oid"),
            *owner.execute(
                "SELECT pg_get_functiondef(oid), proacl::text, proowner FROM pg_proc"
                " WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' ORDER BY oid"
            ),
            *owner.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"),
            *owner.execute("SELECT rolname, rolsuper FROM pg_roles ORDER BY 1"),
        ]


@pytest.mark.parametrize(("statements", "answer"), ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_application_is_refused(
    statements: str,
    answer: str,
    filled: World,
    app: psycopg.Connection[Any],
    figure: Figure,
):
    figure("P5")
    before = everything(filled)

    try:
        app.execute(statements.format(database=filled.database.name))
        found = IGNORED
    except psycopg.Error as refused:
        found = refused.sqlstate

    assert found == answer
    assert everything(filled) == before
