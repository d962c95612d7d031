"""The change log has each entry exactly once, whatever wrote it, and can be made again from the log."""

import logging
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from actors.models import BOOTSTRAP_ID, Actor, Partner
from audit.models import Change, Entry, Follower
from audit.records import tracked_models
from audit.selectors.kinds import known
from audit.services import changes, log
from claims.models import Place
from tests.audit import write_paths
from tests.audit.changelog import Seen, read
from tests.audit.recorded import CHANGED
from tests.audit.samples import World, attributed

ROW = (
    "index",
    "object_id",
    "operation",
    "revision",
    "account",
    "partner",
    "key",
    "channel",
    "request_id",
    "reason",
)


def logged() -> list[tuple[Any, ...]]:
    return list(Change.objects.order_by("-index").values_list(*ROW, "at"))


def expected(seen: Seen) -> tuple[Any, ...]:
    who = [seen.who[name] for name in (*ROW[4:], "at")]
    return (seen.index, seen.object, seen.operation, seen.revision, *who)


def follow() -> int:
    log.drain()
    return changes.follow()


def write_at_random(world: World, number: int, seed: int) -> None:
    """Write by every path that the application has, each write a commit."""
    chance = random.Random(seed)
    for _ in range(number):
        model = chance.choice(tracked_models())
        row = world.sample(model)
        with attributed():
            chance.choice([write_paths.raw_insert, write_paths.insert_select])(row)
        for _ in range(chance.randint(0, 3)):
            name = CHANGED[model._meta.model_name or ""]
            setattr(row, name, world.other(row, model._meta.get_field(name)))
            with attributed():
                chance.choice([write_paths.raw_update, write_paths.update_from])(row, [name])


def test_each_entry_has_one_row_that_says_what_its_revision_says(register: World):
    write_at_random(register, 60, seed=3)

    follow()

    assert logged() == [expected(seen) for seen in read()]
    assert Change.objects.count() == Entry.objects.count() > 100


def test_fields_are_those_that_a_revision_changed(register: World):
    write_at_random(register, 20, seed=4)
    follow()

    for seen in read():
        assert {name for name, _ in _told(seen)} == seen.fields.keys()


def _told(seen: Seen) -> set[tuple[str, str]]:
    """Return the names and columns that the log says were changed, of those that are told."""
    fields = Change.objects.values_list("fields", flat=True).get(index=seen.index)
    return {(name, column) for column, name in known.named(seen.kind).told.items() if column in fields}


@pytest.mark.usefixtures("register")
def test_nothing_new_adds_nothing():
    follow()

    assert follow() == 0


def test_a_deletion_by_the_owner_is_told_and_a_record_made_again_begins_anew(own_db: Any):
    world = World.made(own_db)
    row = world.sample(Partner)
    with attributed():
        row.save(force_insert=True)
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(_attribution())
        cursor.execute("DELETE FROM actors_partner WHERE id = %s", [row.pk])
        cursor.execute("COMMIT")
    with attributed():
        row.save(force_insert=True)

    follow()

    found = Change.objects.filter(object_id=row.pk).order_by("index")
    assert [one.operation for one in found] == ["create", "delete", "create"]
    first, deletion, again = found
    assert deletion.fields == []
    assert first.fields == again.fields != []


def _attribution() -> str:
    settings = {"account": BOOTSTRAP_ID, "channel": "cli", "reason": "by law"}
    made = ", ".join(f"set_config('audit.{name}', '{value}', true)" for name, value in settings.items())
    return f"SELECT {made}, set_config('audit.xid', pg_current_xact_id()::text, true)"


def test_an_outer_rollback_takes_row_and_position_back_together(
    register: World, monkeypatch: pytest.MonkeyPatch
):
    with attributed():
        register.sample(Place).save(force_insert=True)
    log.drain()
    before = Follower.objects.get(name=changes.FOLLOWER).position, Change.objects.count()

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Follower, "save", fail)
        with pytest.raises(OSError, match="full"):
            changes.follow()

    assert (Follower.objects.get(name=changes.FOLLOWER).position, Change.objects.count()) == before
    assert changes.follow() == Entry.objects.count() - before[0]


def test_several_followers_at_once_write_each_row_once(register: World):
    def work(number: int) -> int:
        try:
            write_at_random(register, 5, seed=number)
            return follow()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(10, 18)))
    follow()

    assert [row[0] for row in logged()] == [*reversed(range(Entry.objects.count()))]


def test_small_turns_come_to_the_same(register: World, monkeypatch: pytest.MonkeyPatch):
    write_at_random(register, 10, seed=5)
    monkeypatch.setattr(changes, "BATCH", 3)

    follow()

    assert logged() == [expected(seen) for seen in read()]


@pytest.mark.usefixtures("register")
def test_the_log_can_be_made_again():
    follow()
    before = [*Change.objects.order_by("index").values()]
    Change.objects.filter(index__lt=5).update(reason="forged")

    assert changes.rebuild() == len(before)

    assert [*Change.objects.order_by("index").values()] == before


def test_an_entry_whose_revision_is_gone_holds_nothing_up(
    own_db: Any, superuser: Any, caplog: pytest.LogCaptureFixture
):
    world = World.made(own_db)
    follow()
    row, other = world.sample(Actor), world.sample(Actor)
    with attributed():
        row.save(force_insert=True)
        other.save(force_insert=True)
    size = log.drain()
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("ALTER TABLE actors_historicalactor DISABLE TRIGGER USER")
    superuser.execute("DELETE FROM actors_historicalactor WHERE id = %s", [row.pk])

    with caplog.at_level(logging.ERROR):
        assert changes.follow() == 1

    assert "revisions are missing" in caplog.text
    assert Change.objects.filter(object_id=other.pk).exists()
    assert Follower.objects.get(name=changes.FOLLOWER).position == size
