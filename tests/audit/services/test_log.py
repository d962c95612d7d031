"""The drain: what is committed gets its entries, once, in order, whatever happens in between."""

from collections.abc import Iterator
from threading import Thread
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from actors.models import Partner
from audit.models import Checkpoint, Entry, Outbox
from audit.services import log
from tests.audit.commitments import entries
from tests.audit.samples import World, attributed
from tests.databases import Database
from tests.waiting import rest, until

DRAIN = "SELECT public.audit_drain()"


@pytest.fixture
def owner(own_db: Database) -> Iterator[psycopg.Connection[Any]]:
    """Log in as the owner, each statement a commit."""
    with psycopg.connect(own_db.owner_url, autocommit=True) as connected:
        yield connected


@pytest.fixture
def other(own_db: Database) -> Iterator[psycopg.Connection[Any]]:
    """Log in as the application, beside Django."""
    with psycopg.connect(own_db.app_url) as connected:
        yield connected


def record(count: int = 1) -> list[Partner]:
    """Commit so many new partners."""
    made = [Partner(slug=uuid4().hex, name="") for _ in range(count)]
    with attributed():
        Partner.objects.bulk_create(made)
    return made


def drain_waits(owner: psycopg.Connection[Any]) -> bool:
    """Return whether a drain waits for its turn."""
    found = owner.execute(
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return found.fetchone() is not None


def contiguous() -> bool:
    """Return whether the indexes have no gaps and nothing waits."""
    indexes = list(Entry.objects.order_by("index").values_list("index", flat=True))
    return indexes == list(range(len(indexes))) and not Outbox.objects.exists()


def test_drain_enters_what_is_committed_in_its_order(own_db: Database):  # noqa: ARG001
    size = log.drain()
    made = record(3)
    waiting = list(Outbox.objects.order_by("id").values_list("history_id", flat=True))

    assert log.drain() == size + 3

    new = Entry.objects.filter(index__gte=size).order_by("index")
    assert list(new.values_list("history_id", flat=True)) == waiting
    assert {entry.object_id for entry in new} == {partner.pk for partner in made}
    assert contiguous()


def test_drain_of_nothing_gives_the_size(own_db: Database):  # noqa: ARG001
    assert log.drain() == log.drain() == Entry.objects.count() > 0


def test_drain_leaves_what_is_not_committed(other: psycopg.Connection[Any]):
    size = log.drain()
    other.execute(
        "SELECT set_config('audit.account', %s, true), set_config('audit.xid', pg_current_xact_id()::text, true)",
        [str(uuid4())],
    )
    other.execute("INSERT INTO actors_partner VALUES (uuidv7(), 1, 'later', '', true, '')")
    record()

    between = log.drain()
    other.commit()
    after = log.drain()

    assert (between, after) == (size + 1, size + 2)
    assert contiguous()


def test_drain_is_no_part_of_a_larger_transaction(own_db: Database):  # noqa: ARG001
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        log.drain()


@pytest.mark.parametrize(
    "level", [psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.SERIALIZABLE]
)
def test_drain_refuses_a_snapshot_that_may_be_old(
    level: psycopg.IsolationLevel, other: psycopg.Connection[Any]
):
    record(2)
    other.isolation_level = level

    with pytest.raises(psycopg.DatabaseError) as refused:
        other.execute(DRAIN)

    assert refused.value.sqlstate == "AU004"
    assert Outbox.objects.count() >= 2
    log.drain()
    assert contiguous()


def test_second_drain_waits_and_gives_the_same_size(
    other: psycopg.Connection[Any], owner: psycopg.Connection[Any]
):
    record(5)
    (first,) = other.execute(DRAIN).fetchone()
    sizes: list[int] = []
    second = Thread(target=lambda: [sizes.append(log.drain()), connection.close()])
    second.start()
    until(lambda: drain_waits(owner), within=30)

    other.commit()
    second.join()

    assert sizes == [first]
    assert contiguous()


def test_drain_that_is_lost_before_its_commit_is_done_again_alike(other: psycopg.Connection[Any]):
    made = record(4)
    (size,) = other.execute(DRAIN).fetchone()
    lost = other.execute("SELECT index, object_id FROM audit_entry ORDER BY index DESC LIMIT 4").fetchall()
    other.close()

    assert log.drain() == size

    assert list(Entry.objects.order_by("-index").values_list("index", "object_id")[:4]) == lost
    assert {object_id for _, object_id in lost} == {partner.pk for partner in made}
    assert contiguous()


def test_drain_outlasts_the_statement_timeout(other: psycopg.Connection[Any], owner: psycopg.Connection[Any]):
    record()
    other.execute(DRAIN)
    sizes: list[int] = []

    def drain_in_a_hurry() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 100")
        try:
            sizes.append(log.drain())
        finally:
            connection.close()

    second = Thread(target=drain_in_a_hurry)
    second.start()
    until(lambda: drain_waits(owner), within=30)
    rest(0.3)
    other.commit()
    second.join()

    assert sizes == [Entry.objects.count()]


def test_unknown_schema_stops_the_drain_until_it_is_known(owner: psycopg.Connection[Any]):
    (partner,) = record()
    size = log.drain()
    record(2)
    # What a trigger would leave that was installed without its shape.
    owner.execute(
        "WITH made AS (INSERT INTO actors_historicalpartner (id, revision, slug, name, is_active, note, history_date,"
        " history_type, history_channel, history_request_id)"
        " SELECT id, 2, slug, name, is_active, 'new', now(), '~', 'cli', '' FROM actors_partner WHERE id = %s"
        " RETURNING history_id, id)"
        " INSERT INTO audit_outbox (table_name, object_id, history_id, schema)"
        " SELECT 'actors_partner', id, history_id, repeat('0', 64) FROM made",
        [partner.pk],
    )

    with pytest.raises(
        DatabaseError, match="an outbox row leaves only when its entry stands: actors_partner"
    ):
        log.drain()

    assert (Entry.objects.count(), Outbox.objects.count()) == (size, 3)
    owner.execute(
        "INSERT INTO audit_schema (digest, table_name, history_table, version, columns)"
        " VALUES (repeat('0', 64), 'actors_partner', 'actors_historicalpartner', 2, '{id,note}')"
    )
    assert log.drain() == size + 3
    assert contiguous()
    assert [entry.index for entry in entries() if entry.hashes != entry.computed] == []


def test_missing_revision_stops_the_drain(owner: psycopg.Connection[Any]):
    log.drain()
    record()
    before = Entry.objects.count(), Outbox.objects.count() + 1
    owner.execute(
        "INSERT INTO audit_outbox (table_name, object_id, history_id, schema)"
        " SELECT table_name, object_id, history_id + 1000, schema FROM audit_outbox LIMIT 1"
    )

    with pytest.raises(
        DatabaseError, match="an outbox row leaves only when its entry stands: actors_partner"
    ):
        log.drain()

    assert (Entry.objects.count(), Outbox.objects.count()) == before


APPEND_ONLY = ("actors_historicalpartner", "audit_entry", "audit_schema", "audit_checkpoint", "audit_outbox")


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("act", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_not_even_the_owner_changes_what_was_added(act: str, table: str, register: World):
    with attributed():
        register.sample(Partner).save(force_insert=True)
    column = {
        "actors_historicalpartner": "id",
        "audit_entry": "index",
        "audit_schema": "digest",
        "audit_checkpoint": "size",
    }.get(table, "id")
    size = log.drain()
    if not Checkpoint.objects.exists():
        Checkpoint.objects.create(size=size, root=bytes(32), note="any")
    with attributed():
        register.sample(Partner).save(force_insert=True)

    with (
        psycopg.connect(register.database.owner_url) as owner,
        pytest.raises(psycopg.DatabaseError) as refused,
    ):
        owner.execute(act.format(table, column))

    assert refused.value.sqlstate == "AU002"
