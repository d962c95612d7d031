"""The system check finds each way in which the record can have been weakened behind the migrations' back."""

import os

import psycopg
import pytest
from django.core.checks import run_checks
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from pytest_django import Settings

from audit.models import Erasure, Schema
from audit.records import sql
from claims.models import Claim
from tests.audit.recorded import tracked_columns
from tests.audit.samples import World
from tests.databases import Database


def trigger(model: type[Model], name: str) -> str:
    """Return what PostgreSQL calls a trigger, and its function."""
    return next(t.get_pgid(model) for t in model._meta.triggers if t.name == name)


def faults(alias: str = "owner") -> list[str]:
    """Return what the checks of the record say."""
    return [message.msg for message in run_checks(databases=[alias]) if message.id.startswith("audit.")]


DISGUISED = """
CREATE OR REPLACE FUNCTION {number}() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN IF NEW.name = 'x' THEN RETURN NEW; END IF; {body} END $$
"""

WEAKENED = {
    "disabled trigger": (
        "ALTER TABLE claims_claim DISABLE TRIGGER {update}",
        "claims_claim: trigger revise_update is not always on",
    ),
    "trigger that replication skips": (
        "ALTER TABLE claims_claim ENABLE TRIGGER {update}",
        "claims_claim: trigger revise_update is not always on",
    ),
    "missing trigger": (
        "DROP TRIGGER {update} ON claims_claim",
        "claims_claim: trigger revise_update is missing",
    ),
    "trigger for some columns only": (
        (
            "DROP TRIGGER {update} ON claims_claim; CREATE TRIGGER {update} AFTER UPDATE OF note ON claims_claim"
            " FOR EACH STATEMENT EXECUTE FUNCTION {update}()"
        ),
        "claims_claim: trigger revise_update is not the trigger that was shipped",
    ),
    "trigger under a condition": (
        (
            "DROP TRIGGER {number} ON claims_claim; CREATE TRIGGER {number} BEFORE INSERT OR UPDATE ON claims_claim"
            " FOR EACH ROW WHEN (NEW.note <> 'x') EXECUTE FUNCTION {number}();"
            " ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER {number}"
        ),
        "claims_claim: trigger number is not the trigger that was shipped",
    ),
    "trigger that calls another function": (
        (
            "DROP TRIGGER {delete} ON claims_claim; CREATE TRIGGER {delete} AFTER DELETE ON claims_claim"
            " REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION {update}();"
            " ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER {delete}"
        ),
        "claims_claim: trigger revise_delete is not the trigger that was shipped",
    ),
    "replaced body that still holds the old one": (
        DISGUISED,
        "function {number} is not the function that was shipped",
    ),
    "replaced attribution": (
        (
            "ALTER FUNCTION audit_attribution() RENAME TO former; CREATE FUNCTION audit_attribution(OUT account uuid)"
            " LANGUAGE sql RETURN gen_random_uuid()"
        ),
        "function audit_attribution is not the function that was shipped",
    ),
    "function that runs as its caller": (
        "ALTER FUNCTION {update}() SECURITY INVOKER",
        "function {update} does not run as its owner with a fixed search path",
    ),
    "function without a search path": (
        "ALTER FUNCTION audit_drain() RESET search_path",
        "function audit_drain does not run as its owner with a fixed search path",
    ),
    "replaced word on who may erase": (
        "CREATE OR REPLACE FUNCTION audit_may_erase(account uuid) RETURNS boolean LANGUAGE sql RETURN true",
        "function audit_may_erase is not the function that was shipped",
    ),
    "guard of erasures that was dropped": (
        "DROP TRIGGER {carried_out} ON audit_erasure",
        "audit_erasure: trigger carried_out is missing",
    ),
    "function gone": (
        "DROP FUNCTION audit_drain()",
        "function audit_drain is missing",
    ),
    "column of old entries gone": (
        (
            "ALTER TABLE claims_historicalclaim DROP COLUMN answer CASCADE; CREATE VIEW as_of.claims_claim AS SELECT;"
            " CREATE VIEW as_of.claims_historicalclaim AS SELECT; CREATE VIEW seen.claims_historicalclaim AS SELECT;"
            " CREATE POLICY seen ON claims_historicalclaim FOR SELECT TO contested_reader USING (true)"
        ),
        "claims_historicalclaim: column answer is gone, and entries rest on it",
    ),
    "view of the past missing": (
        "DROP VIEW as_of.claims_consensus",
        "as_of.claims_consensus: the view of the past is missing",
    ),
    "view of what is seen missing": (
        "DROP VIEW seen.claims_claim",
        "seen.claims_claim: the view of what is seen is missing",
    ),
    "row-level security off": (
        "ALTER TABLE claims_stance DISABLE ROW LEVEL SECURITY",
        "claims_stance: row-level security is off, or has no policy",
    ),
    "policy gone": (
        "DROP POLICY seen ON actors_actor",
        "actors_actor: row-level security is off, or has no policy",
    ),
    "what refers to a record left as it is": (
        "ALTER TABLE claims_claim DISABLE TRIGGER raise_claims",
        "claims_claim: trigger raise_claims is missing, or not always on",
    ),
    "shape that was never noted": (
        (
            "ALTER TABLE audit_schema DISABLE TRIGGER USER; DELETE FROM audit_schema WHERE table_name = 'claims_claim';"
            " ALTER TABLE audit_schema ENABLE ALWAYS TRIGGER {append_only};"
            " ALTER TABLE audit_schema ENABLE ALWAYS TRIGGER {no_truncate}"
        ),
        "claims_claim: its columns are no recorded schema",
    ),
}

LOOSENED = {
    "history that the application may write": (
        "GRANT INSERT ON claims_historicalclaim TO contested_app",
        "claims_historicalclaim: the application may INSERT",
    ),
    "one column of an entry that it may write": (
        "GRANT UPDATE (schema) ON audit_entry TO contested_app",
        "audit_entry: the application may UPDATE",
    ),
    "records that anybody may delete": (
        "GRANT DELETE ON claims_claim TO PUBLIC",
        "claims_claim: the application may DELETE",
    ),
    "erasing": (
        "GRANT EXECUTE ON FUNCTION audit_erase(uuid) TO contested_app",
        "audit_erase: the application may EXECUTE",
    ),
    "records that the eraser may read": (
        "GRANT SELECT (text) ON claims_claim TO contested_eraser",
        "claims_claim: the eraser may SELECT",
    ),
    "log that the eraser may drain": (
        "GRANT EXECUTE ON FUNCTION audit_drain() TO contested_eraser",
        "audit_drain: the eraser may EXECUTE",
    ),
    "function that it may hang on a table": (
        "GRANT EXECUTE ON FUNCTION {update}() TO PUBLIC",
        "{update}: the application may EXECUTE",
    ),
    "temporary tables": (
        "GRANT TEMPORARY ON DATABASE {database} TO PUBLIC",
        "database: the application may TEMPORARY",
    ),
    "room in the schema": (
        "GRANT CREATE ON SCHEMA public TO contested_app",
        "schema public: the application may CREATE",
    ),
}


def test_checks_find_nothing_on_a_register_as_installed(register: World):  # noqa: ARG001
    assert faults("default") == faults("owner") == []


@pytest.mark.parametrize(("change", "fault"), WEAKENED.values(), ids=WEAKENED.keys())
def test_check_finds(change: str, fault: str, register: World):  # noqa: ARG001
    names = {name: trigger(Claim, f"revise_{name}") for name in ("update", "delete")}
    names |= {name: trigger(Schema, name) for name in ("append_only", "no_truncate")}
    names |= {
        "carried_out": trigger(Erasure, "carried_out"),
        "number": trigger(Claim, "number"),
        "body": sql.number_revision(tracked_columns(Claim)),
    }

    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(change.format(**names))
        found = faults()
        transaction.set_rollback(True, using="owner")

    assert found == [fault.format(**names)]


@pytest.mark.parametrize(("grant", "fault"), LOOSENED.values(), ids=LOOSENED.keys())
def test_check_finds_what_the_application_may_do_now(grant: str, fault: str, own_db: Database):
    names = {"update": trigger(Claim, "revise_update"), "database": own_db.name}
    with connections["owner"].cursor() as cursor:
        cursor.execute(grant.format(**names))

    may = fault.format(**names)
    # What anybody may the eraser may too.
    everybody = [may.replace("application", "eraser")] if "PUBLIC" in grant else []
    assert faults("default") == [may, *everybody]
    # A migration, which puts it right, is not held up by it.
    assert faults("owner") == []


def test_check_finds_a_function_of_a_superuser(superuser: psycopg.Connection):
    name = trigger(Claim, "revise_update")
    superuser.execute(f"ALTER FUNCTION {name}() OWNER TO postgres")

    assert faults() == [
        f"function {name} belongs to a superuser, or to a role that the application can act as"
    ]


def test_check_finds_a_role_that_can_act_as_the_owner(
    superuser: psycopg.Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    # A role of this test's own: roles are the server's, and other tests run beside this one.
    connections["default"].ensure_connection()
    role = f"contested_app_{os.getpid()}"
    superuser.execute(f"CREATE ROLE {role} IN ROLE contested_owner")
    settings.APPLICATION_ROLE = role
    monkeypatch.setitem(connections["default"].settings_dict, "USER", role)
    try:
        found = faults("default")
    finally:
        superuser.execute(f"DROP ROLE {role}")

    assert (
        "function audit_drain belongs to a superuser, or to a role that the application can act as" in found
    )
    assert "audit_entry: the application may DELETE" in found


def test_check_waits_for_migrations_that_have_not_run(register: World):  # noqa: ARG001
    owner = connections["owner"]
    latest = MigrationLoader(owner).graph.leaf_nodes("claims")[0]

    with transaction.atomic(using="owner"):
        with owner.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {trigger(Claim, 'number')} ON claims_claim")
        MigrationRecorder(owner).record_unapplied(*latest)
        found = faults()
        transaction.set_rollback(True, using="owner")

    assert found == []
