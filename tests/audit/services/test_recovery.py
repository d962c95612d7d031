"""A restore from before does not fork the log: what is lost stays lost, and its indexes are not given again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.storage import storages
from psycopg import sql

from audit.errors import LogBehindError, LogDamagedError
from audit.models import Change, Entry, Outbox
from audit.models.entry import LOST
from audit.selectors import leaves, published
from audit.services import changes, heads, log, recovery, sealing
from audit.tree import proofs, verify
from audit.tree.tiles import TileNodes
from audit.tree.verify import Checkpoint, RefusedError, verify_consistency
from claims.models import Lane
from claims.services import determinations
from tests.audit.samples import World
from tests.audit.services.test_sealing import check_all, head, record
from tests.audit.unguarded import unguarded


@pytest.fixture
def said() -> list[str]:
    """Return what a recovery told."""
    return []


def forget(superuser: psycopg.Connection, size: int) -> None:
    """Set the database back to a size of the log, as a restore does."""
    with unguarded(
        superuser, "audit_entry", "audit_checkpoint", "actors_historicalpartner", "actors_partner"
    ):
        superuser.execute(
            "DELETE FROM actors_partner p USING audit_entry e WHERE e.index >= %s AND p.id = e.object_id",
            [size],
        )
        superuser.execute(
            "DELETE FROM actors_historicalpartner h USING audit_entry e"
            " WHERE e.index >= %s AND h.history_id = e.history_id AND e.table_name = 'actors_partner'",
            [size],
        )
        superuser.execute("DELETE FROM audit_entry WHERE index >= %s", [size])
        superuser.execute("DELETE FROM audit_checkpoint WHERE size > %s", [size])


def alter(superuser: psycopg.Connection, column: str, index: int) -> None:
    """Write another commitment into an entry."""
    with unguarded(superuser, "audit_entry"):
        superuser.execute(
            sql.SQL("UPDATE audit_entry SET {} = sha256('x') WHERE index = %s").format(
                sql.Identifier(column)
            ),
            [index],
        )


@pytest.fixture
def restored(world: World, superuser: psycopg.Connection) -> tuple[World, Checkpoint]:
    """Return a register set back under its published checkpoint, that was written to since, and that checkpoint."""
    record(world, 3)
    before = sealing.seal()
    assert before
    record(world, 600)
    sealing.seal()
    forget(superuser, before)
    record(world, 2)
    return world, head()


def test_nothing_is_drained_or_signed_until_it_is_recovered(
    restored: tuple[World, Checkpoint], said: list[str]
):
    world, signed = restored
    for act in (log.drain, sealing.seal, leaves.unsealed):
        with pytest.raises(LogBehindError, match="audit_recover"):
            act()

    done = recovery.recover(using="owner", tell=said.append)
    size = sealing.seal()

    assert done == recovery.Recovered(signed.size, 600, 0)
    assert size == signed.size + 2
    check_all(size)
    nodes = TileNodes(size, published.fetch)
    verify_consistency(
        old=signed.size,
        old_root=signed.root,
        size=size,
        root=head().root,
        proof=proofs.consistency(signed.size, size, nodes),
    )
    assert Entry.objects.filter(table_name=LOST).count() == 600
    assert (
        said[0]
        == f"the database has {signed.size - 600} entries; the last signed checkpoint covers {signed.size}"
    )
    assert world


def test_followers_go_on_over_what_was_lost(restored: tuple[World, Checkpoint], said: list[str]):
    _, signed = restored
    recovery.recover(using="owner", tell=said.append)

    size = log.drain()
    changes.follow()
    determinations.settle(lane=Lane.INTERACTIVE)

    assert Change.objects.filter(index__gte=signed.size).count() == size - signed.size == 2
    assert Outbox.objects.count() == 0


def test_a_database_that_is_no_earlier_state_is_refused(
    restored: tuple[World, Checkpoint], superuser: psycopg.Connection, said: list[str]
):
    alter(superuser, "meta_hash", 2)
    before = Entry.objects.count()

    with pytest.raises(LogDamagedError, match="entry 2 is not what was sealed"):
        recovery.recover(using="owner", tell=said.append)

    assert Entry.objects.count() == before
    assert restored


def test_published_entries_that_were_altered_are_refused(restored: tuple[World, Checkpoint], said: list[str]):
    path = "tile/entries/001"
    data = published.fetch(path) or b""
    heads.put(path, data[:40] + (b"0" if data[40:41] != b"0" else b"1") + data[41:])
    before = Entry.objects.count()

    with pytest.raises(LogDamagedError, match="do not come to the root"):
        recovery.recover(using="owner", tell=said.append)

    assert Entry.objects.count() == before
    assert restored


def damage_all() -> None:
    shutil.rmtree(Path(settings.STORAGES["log"]["OPTIONS"]["location"]))


def damage_one() -> None:
    storages["log"].delete("tile/0/000")


def damage_a_byte() -> None:
    data = published.fetch("tile/0/001") or b""
    heads.put("tile/0/001", data[:-1] + bytes([data[-1] ^ 1]))


@pytest.mark.parametrize("damage", [damage_all, damage_one, damage_a_byte])
def test_tiles_are_made_again_from_the_entries(damage: Callable[[], None], world: World, said: list[str]):
    record(world, 600)
    size = sealing.seal()
    assert size
    note = published.kept()
    damage()

    done = recovery.recover(using="owner", tell=said.append)
    record(world)
    later = sealing.seal()

    assert done.entries == 0
    assert done.files > 0
    assert later == size + 1
    check_all(later)
    assert note
    assert recovery.recover(using="owner", tell=said.append) == recovery.Recovered(later, 0, 0)


def test_entries_that_were_altered_make_no_tiles(
    world: World, superuser: psycopg.Connection, said: list[str]
):
    record(world, 3)
    sealing.seal()
    alter(superuser, "content_hash", 1)
    before = published.fetch(f"tile/0/000.p/{head().size}")

    with pytest.raises(LogDamagedError, match="do not come to the root"):
        recovery.recover(using="owner", tell=said.append)

    assert published.fetch(f"tile/0/000.p/{head().size}") == before


def test_leaves_are_read_as_they_were_written():
    leaf = verify.leaf(b"\x01" * 32, b"\x02" * 32)

    assert recovery.commitments(leaf) == ("01" * 32, "02" * 32)


def test_without_a_key_nothing_is_recovered(world: World, settings, said: list[str]):  # noqa: ANN001
    record(world)
    settings.LOG_KEY = ""

    with pytest.raises(RefusedError):
        recovery.recover(using="owner", tell=said.append)
