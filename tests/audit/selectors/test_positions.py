"""Reading the whole register as of a position in the log."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, models, transaction

from actors.models import Account, Partner
from audit.errors import UnknownPositionError
from audit.models import Checkpoint, Entry
from audit.models.checkpoint import SEALING
from audit.records import tracked_models
from audit.selectors import positions
from audit.services import log
from tests.audit.samples import WRITER, World, attributed
from tests.folding import Fold
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("register")


def note(partner: Partner, text: str) -> int:
    """Change the note, and return the log size after it."""
    with attributed():
        Partner.objects.filter(pk=partner.pk).update(note=text)
    return log.drain()


def notes(size: int, partner: Partner) -> list[str]:
    with positions.reading_as_of(positions.of_size(size)):
        return list(Partner.objects.filter(pk=partner.pk).values_list("note", flat=True))


@pytest.fixture
def partner(register: World) -> Partner:
    """Return a partner with its first entry in the log."""
    made: Partner = register.sample(Partner)
    made.note = "first"
    with attributed():
        made.save(force_insert=True)
    return made


def changed(register: World, model: type[models.Model], field: models.Field) -> None:
    """Change one field of a record, where a plain update may."""
    row = register.rows[model][0]
    if field.choices and getattr(row, field.attname) == "":
        return  # a stance that derives from nothing has no relation to it
    try:
        with attributed():
            model.objects.filter(pk=row.pk).update(**{field.attname: register.other(row, field)})
    except DatabaseError:
        return  # what a constraint refuses did not happen


@pytest.mark.parametrize("model", tracked_models(), ids=lambda model: model.__name__)
def test_every_column_of_every_kind_is_that_of_the_fold(register: World, model: type[models.Model]):
    sizes = [log.drain()]
    known = [field.column for field in model.history.model.tracked_fields]  # type: ignore[attr-defined]
    for field in model._meta.concrete_fields:
        if field.column in known and field.name not in ("id", "revision"):
            changed(register, model, field)
            sizes.append(log.drain())
    fold = Fold()

    for size in {0, 1, *sizes}:
        with positions.reading_as_of(positions.of_size(size)):
            found = {row["id"]: row for row in model.objects.values(*known)}
        expected = fold.at(model, size)
        assert found == {id_: {name: row[name] for name in known} for id_, row in expected.items()}
    assert len(set(sizes)) > 2


def test_record_is_read_as_of_then_and_as_it_is_afterwards(partner: Partner):
    first = log.drain()
    second = note(partner, "second")

    assert notes(first - 1, partner) == []
    assert notes(first, partner) == ["first"]
    assert notes(second, partner) == ["second"]
    assert positions.standing() is None
    assert Partner.objects.get(pk=partner.pk).note == "second"


def test_transaction_that_goes_on_is_back_in_the_present(partner: Partner):
    first = log.drain()
    note(partner, "second")

    with transaction.atomic():
        assert notes(first, partner) == ["first"]
        assert Partner.objects.get(pk=partner.pk).note == "second"
        with pytest.raises(ZeroDivisionError), positions.reading_as_of(positions.of_size(first)):
            _ = 1 / 0
        assert Partner.objects.get(pk=partner.pk).note == "second"


def test_log_and_revisions_end_at_the_position_too(partner: Partner):
    first = log.drain()
    note(partner, "second")

    with positions.reading_as_of(positions.of_size(first)):
        assert Entry.objects.count() == first
        assert [row.note for row in Partner.history.filter(id=partner.pk)] == ["first"]


def test_nothing_is_written_into_the_past(partner: Partner):
    size = log.drain()

    with (
        pytest.raises(DatabaseError),
        attributed(),
        positions.reading_as_of(positions.of_size(size)),
    ):
        Partner.objects.filter(pk=partner.pk).update(note="forged")

    assert Partner.objects.get(pk=partner.pk).note == "first"


def test_what_is_not_recorded_is_not_known_as_of_then(register: World):
    account: Account = register.rows[Account][0]
    assert Account.objects.get(pk=account.pk).password

    with positions.reading_as_of(positions.of_size(log.drain())):
        assert Account.objects.get(pk=account.pk).password is None


def test_deleted_row_stands_until_its_deletion(partner: Partner):
    before, id_ = log.drain(), partner.pk
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('audit.account', %s, true),"
                " set_config('audit.xid', pg_current_xact_id()::text, true)",
                [str(WRITER.id)],
            )
        partner.delete(using="owner")
    partner.pk = id_
    after = log.drain()

    assert notes(before, partner) == ["first"]
    assert notes(after, partner) == []


def test_views_are_refused_without_a_position():
    with pytest.raises(DatabaseError, match=r"audit\.as_of|bigint"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM as_of.actors_partner")


def test_size_is_named_with_the_time_of_its_last_entry():
    size = log.drain()

    assert positions.of_size(0) == positions.Position(0, None)
    assert positions.of_size(size) == positions.Position(size, Entry.objects.get(index=size - 1).drained_at)
    with pytest.raises(UnknownPositionError, match=f"{size} entries, not {size + 1}") as refused:
        positions.of_size(size + 1)
    assert refused.value.code == "beyond_the_log"


def sealed(size: int, at: datetime) -> None:
    Checkpoint.objects.create(size=size, root=bytes(32), note="any", signed_at=at)


def refusal(read: Any, instant: datetime) -> str:
    with pytest.raises(UnknownPositionError) as refused:
        read(instant)
    return refused.value.code


def test_instant_is_that_of_the_last_checkpoint_signed_by_then(partner: Partner):
    second, now = datetime(2026, 1, 2, tzinfo=UTC), datetime.now(UTC)
    early = second - timedelta(seconds=1)
    assert {refusal(read, early) for read in (positions.of_instant, positions.nearest)} == {"no_checkpoint"}
    size = log.drain()
    sealed(size - 1, second)
    sealed(size, now)
    note(partner, "later than the checkpoint")

    assert positions.of_instant(second).size == size - 1
    assert positions.of_instant(now - timedelta(seconds=1)).size == size - 1
    assert positions.of_instant(now).size == size
    assert refusal(positions.of_instant, early) == "no_checkpoint"
    assert refusal(positions.of_instant, now + timedelta(hours=1)) == "still_to_come"
    assert positions.nearest(early).size == size - 1
    assert positions.nearest(now + timedelta(hours=1)).size == size


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return bool(cursor.fetchone()[0])


def in_a_thread(instant: datetime) -> int:
    try:
        return positions.of_instant(instant).size
    finally:
        connection.close()


@pytest.mark.usefixtures("own_db")
def test_instant_waits_for_the_checkpoint_that_is_being_signed():
    with attributed():
        Partner.objects.create(slug="new", name="New")
    size = log.drain()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", SEALING)
            signed_at = datetime.now(UTC)
            found = other.submit(in_a_thread, signed_at)
            until(is_waited_for, within=30)
            sealed(size, signed_at)
        assert found.result(timeout=30) == size
