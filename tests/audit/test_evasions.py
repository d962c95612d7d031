"""Writes that try to go unrecorded, or unattributed: the first are recorded all the same, the second refused."""

# ruff: noqa: S608 - statements that no caller takes part in
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from audit.models import Entry
from audit.services import log
from claims.models import Claim
from tests.audit.commitments import entries
from tests.audit.recorded import newest, row
from tests.audit.samples import WRITER, World, attributed
from tests.figures import Figure

ATTRIBUTE = (
    f"SELECT set_config('audit.account', '{WRITER.id}', true),"
    " set_config('audit.xid', pg_current_xact_id()::text, true)"
)
WRITE = "UPDATE public.claims_claim SET text = 'new' WHERE id = '{id}'"
_TRIGGERS = [t.get_pgid(Claim) for t in Claim._meta.triggers]

#: What an attributed transaction does to write a claim unseen.
EVASIONS = {
    "pgtrigger.ignore": f"SET LOCAL pgtrigger.ignore = '{{{{{','.join(_TRIGGERS)}}}}}'; {WRITE}",
    "pgtrigger.ignore for the session": f"SET pgtrigger.ignore = '{{{{{_TRIGGERS[2]}}}}}'; {WRITE}",
    "empty search path": f"SET search_path = ''; {WRITE}",
    "temporary schema first": f"SET search_path = pg_temp, pg_catalog; {WRITE}",
    "deferred constraints": f"SET CONSTRAINTS ALL DEFERRED; {WRITE}",
    "revision by hand": "UPDATE claims_claim SET text = 'new', revision = 77 WHERE id = '{id}'",
    "revision kept by hand": "UPDATE claims_claim SET text = 'new', revision = revision WHERE id = '{id}'",
    "revision set back": "UPDATE claims_claim SET text = 'new', revision = 0 WHERE id = '{id}'",
    "savepoint": f"SAVEPOINT a; {WRITE}; RELEASE a",
    "block": f"DO $do$ BEGIN {WRITE};END $do$",
    "prepared statement": f"PREPARE p AS {WRITE}; EXECUTE p",
    "cursor": "DECLARE c CURSOR FOR SELECT * FROM claims_claim WHERE id = '{id}' FOR UPDATE; FETCH c;"
    " UPDATE claims_claim SET text = 'new' WHERE CURRENT OF c",
    "with clause": f"WITH w AS ({WRITE} RETURNING id) SELECT * FROM w",
    "drain just before": f"SELECT public.audit_drain(); {WRITE}",
    "lock against readers": f"LOCK TABLE claims_claim IN ACCESS EXCLUSIVE MODE; {WRITE}",
    "generic plans": f"SET plan_cache_mode = force_generic_plan; SET enable_hashjoin = off; {WRITE}",
    "serializable": f"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; {ATTRIBUTE}; {WRITE}",
}
#: What a transaction without a valid attribution says of itself before it writes.
FORGERIES = {
    "nothing": "SELECT 1",
    "no transaction": f"SELECT set_config('audit.account', '{WRITER.id}', true)",
    "empty transaction": f"SELECT set_config('audit.account', '{WRITER.id}', true), set_config('audit.xid', '', true)",
    "another transaction": f"{ATTRIBUTE}; SELECT set_config('audit.xid', '3', true)",
    "transaction in other digits": (
        f"{ATTRIBUTE}; SELECT set_config('audit.xid', ' 0' || pg_current_xact_id()::text, true)"
    ),
    "no account": "SELECT set_config('audit.xid', pg_current_xact_id()::text, true)",
    "earlier transaction, for the session": f"{ATTRIBUTE.replace('true', 'false')}; COMMIT; BEGIN",
    "rolled back savepoint": f"SAVEPOINT a; {ATTRIBUTE}; ROLLBACK TO a",
    "cleared again": f"{ATTRIBUTE}; RESET audit.account",
    "cleared wholly": f"{ATTRIBUTE}; COMMIT; DISCARD ALL; BEGIN",
}


@pytest.fixture
def app(register: World) -> Iterator[psycopg.Connection[Any]]:
    """Log in as the application, to nothing but SQL."""
    with psycopg.connect(register.database.app_url, autocommit=True) as connection:
        yield connection


def claim(world: World) -> UUID:
    """Return the id of a claim that is committed."""
    made = world.sample(Claim)
    with attributed():
        made.save(force_insert=True)
    return made.pk


def run(app: psycopg.Connection[Any], script: str) -> None:
    """Run statements one by one, as a client does."""
    for statement in script.split("; "):
        app.execute(statement)


@pytest.mark.parametrize("script", EVASIONS.values(), ids=EVASIONS.keys())
def test_write_is_recorded_all_the_same(
    script: str, register: World, app: psycopg.Connection[Any], figure: Figure
):
    figure("P5")
    claim_id = claim(register)
    first = "" if "ISOLATION" in script else f"{ATTRIBUTE}; "

    run(app, f"BEGIN; {first}{script.format(id=claim_id)}; COMMIT")

    content, recorded = row(Claim, claim_id), newest(Claim, claim_id)
    assert content is not None
    assert recorded is not None
    assert (content["text"], content["revision"]) == ("new", "2")
    assert (recorded.content, recorded.operation, recorded.attribution[0]) == (content, "~", str(WRITER.id))
    sealed = Entry.objects.filter(object_id=claim_id).count()
    assert sealed + recorded.owed == recorded.revisions == 2


@pytest.mark.parametrize("script", FORGERIES.values(), ids=FORGERIES.keys())
def test_write_under_a_forged_attribution_is_refused(
    script: str, register: World, app: psycopg.Connection[Any], figure: Figure
):
    figure("P3")
    claim_id = claim(register)
    before = row(Claim, claim_id), newest(Claim, claim_id)

    with pytest.raises(psycopg.Error, match="unattributed write") as refused:
        run(app, f"BEGIN; {script}; {WRITE.format(id=claim_id)}")
    app.rollback()

    assert refused.value.sqlstate == "AU001"
    assert (row(Claim, claim_id), newest(Claim, claim_id)) == before


def test_account_that_is_no_uuid_is_refused(register: World, app: psycopg.Connection[Any]):
    claim_id = claim(register)

    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        run(app, f"BEGIN; {ATTRIBUTE.replace(str(WRITER.id), 'me')}; {WRITE.format(id=claim_id)}")


def test_temporary_tables_stand_in_for_none_of_ours(register: World, figure: Figure):
    figure("P5")
    claim_id = claim(register)
    shadows = ("audit_outbox", "audit_entry", "audit_schema", "claims_historicalclaim")

    with psycopg.connect(register.database.owner_url, autocommit=True) as owner:
        for table in shadows:
            owner.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table})")
        owner.execute(
            "CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql RETURN timestamptz 'epoch'"
        )
        owner.execute("SET search_path = pg_temp, public")
        run(owner, f"BEGIN; {ATTRIBUTE}; {WRITE.format(id=claim_id)}; COMMIT")
        owner.execute("SELECT public.audit_drain()")
        left = [owner.execute(f"SELECT count(*) FROM pg_temp.{table}").fetchone() for table in shadows]

    assert left == [(0,)] * 4
    assert Entry.objects.filter(object_id=claim_id).count() == 2
    assert [entry.index for entry in entries() if entry.hashes != entry.computed] == []


def test_attempt_to_drain_by_hand_does_what_the_log_does(
    register: World, app: psycopg.Connection[Any], figure: Figure
):
    figure("P5")
    claim_id = claim(register)

    sizes = [app.execute("SELECT public.audit_drain()").fetchone() for _ in range(3)]

    assert sizes == [(log.drain(),)] * 3
    assert Entry.objects.filter(object_id=claim_id).count() == 1
