"""Grants: the application may do with each table what the table is for."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections

from audit.checks import record_models
from audit.models import Check, Checkpoint, Entry, Follower, Outbox, Schema
from audit.records import tracked_models
from audit.services import grants
from tests.audit.samples import World
from tests.databases import Database

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")


def held(table: str) -> set[str]:
    """Return what the application may do with a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r FROM unnest(%s::text[]) r WHERE has_table_privilege(%s, %s, r)",
            [list(RIGHTS), settings.APPLICATION_ROLE, f'public."{table}"'],
        )
        return {right for (right,) in cursor.fetchall()}


def expected(model: type) -> set[str]:
    if model in tracked_models():
        return {"SELECT", "INSERT", "UPDATE"}
    if model in (Check, Checkpoint):
        return {"SELECT", "INSERT"}
    return {"SELECT"} if model in record_models() else {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_application_has_what_each_table_is_for(register: World):  # noqa: ARG001
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]

    assert {m._meta.db_table: held(m._meta.db_table) for m in models} == {
        m._meta.db_table: expected(m) for m in models
    }
    assert held("django_migrations") == {"SELECT"}


def test_record_is_read_only_and_followers_are_not():
    assert {grants.rights(model) for model in (Entry, Outbox, Schema)} == {"SELECT"}
    assert "UPDATE" in grants.rights(Follower)


def test_application_calls_one_function_of_the_record(register: World):  # noqa: ARG001
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner"
            " WHERE p.pronamespace = 'public'::regnamespace AND o.rolname = 'contested_owner' AND p.prosecdef"
            " AND has_function_privilege(%s, p.oid, 'EXECUTE')",
            [settings.APPLICATION_ROLE],
        )
        assert cursor.fetchall() == [("audit_drain",)]


def test_application_owns_nothing_and_creates_nothing(register: World):  # noqa: ARG001
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole),"
            " has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE'),"
            " has_database_privilege(current_database(), 'TEMPORARY')"
        )
        assert cursor.fetchone() == (0, False, False, False)


@pytest.mark.parametrize("lingering", ["GRANT ALL ON {} TO contested_app", "GRANT ALL ON {} TO PUBLIC"])
def test_applying_takes_back_what_lingers(lingering: str, own_db: Database):  # noqa: ARG001
    for table in ("audit_entry", "claims_claim"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(lingering.format(table))
        assert "DELETE" in held(table)

    grants.apply(using="owner")

    assert held("audit_entry") == {"SELECT"}
    assert held("claims_claim") == {"SELECT", "INSERT", "UPDATE"}


def test_applying_as_the_application_leaves_everything(register: World):  # noqa: ARG001
    before = held("claims_claim")

    grants.apply(using="default")

    assert held("claims_claim") == before
