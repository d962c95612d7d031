"""What the triggers do with many rows at once, with values that look alike, and with numbers set by hand."""

import time
from typing import Any
from uuid import UUID

from django.db import connection
from uuid_utils.compat import uuid7

from actors.models import Partner
from claims.models import Place
from tests.audit.recorded import newest, row
from tests.audit.samples import World, attributed

#: Enough for a nested loop over old and new rows to take seconds where a hash join takes a moment.
MANY = 6_000


def execute(sql: str, values: list[Any] | None = None) -> float:
    """Run a statement and return how many seconds it took."""
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    return time.monotonic() - begun


def partners(world: World, count: int) -> list[UUID]:
    """Commit so many partners."""
    made = [world.sample(Partner) for _ in range(count)]
    with attributed():
        Partner.objects.bulk_create(made)
    return [partner.pk for partner in made]


def revisions(record_id: UUID) -> list[tuple[int, str, str]]:
    """Return number, operation and note of each revision."""
    found = Partner.history.filter(id=record_id).order_by("history_id")
    return list(found.values_list("revision", "history_type", "note"))


def test_only_rows_that_differ_get_a_revision(register: World):
    same, other = partners(register, 2)

    with attributed():
        Partner.objects.filter(pk=same).update(note="b")
        execute("UPDATE actors_partner SET note = 'b' WHERE id = ANY(%s)", [[same, other]])

    assert [number for number, _, _ in revisions(same)] == [1, 2]
    assert [number for number, _, _ in revisions(other)] == [1, 2]


def test_upsert_that_inserts_one_row_and_updates_another(register: World):
    (known,) = partners(register, 1)
    new = uuid7()

    with attributed():
        execute(
            "INSERT INTO actors_partner SELECT id, 9, id, '', true, 'put' FROM unnest(%s) AS id"
            " ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note, revision = EXCLUDED.revision",
            [[known, new]],
        )

    assert revisions(new) == [(1, "+", "put")]
    assert revisions(known)[1:] == [(2, "~", "put")]


def test_two_inserts_and_an_update_in_one_statement(register: World):
    (known,) = partners(register, 1)
    first, second = uuid7(), uuid7()

    with attributed():
        execute(
            "WITH a AS (INSERT INTO actors_partner VALUES (%s, 1, %s, '', true, 'a')),"
            " b AS (INSERT INTO actors_partner VALUES (%s, 1, %s, '', true, 'b'))"
            " UPDATE actors_partner SET note = 'c' WHERE id = %s",
            [first, str(first), second, str(second), known],
        )

    assert (revisions(first), revisions(second)) == ([(1, "+", "a")], [(1, "+", "b")])
    assert revisions(known)[1:] == [(2, "~", "c")]


def test_number_is_the_triggers_whatever_is_written(register: World):
    (known,) = partners(register, 1)

    with attributed():
        execute("UPDATE actors_partner SET revision = 70 WHERE id = %s", [known])
        execute("UPDATE actors_partner SET revision = 70, note = 'b' WHERE id = %s", [known])
        execute("UPDATE actors_partner SET revision = 1, note = 'c' WHERE id = %s", [known])

    assert [number for number, _, _ in revisions(known)] == [1, 2, 3]
    assert row(Partner, known)["revision"] == "3"


def test_values_that_are_equal_and_not_the_same_are_a_change(register: World):
    place = register.sample(Place)
    place.lat = 0.0
    with attributed():
        place.save(force_insert=True)
        execute("UPDATE claims_place SET lat = '-0' WHERE id = %s", [place.pk])

    recorded = newest(Place, place.pk)

    assert recorded is not None
    assert (recorded.content["lat"], recorded.revisions) == ("-0", 2)
    assert recorded.content == row(Place, place.pk)


def test_long_values_are_compared_whole(register: World):
    place = register.sample(Place)
    # Kept out of line by PostgreSQL, and alike but for the end.
    place.note = "".join(str(uuid7()) for _ in range(2_000))
    with attributed():
        place.save(force_insert=True)
        place.save()
        Place.objects.filter(pk=place.pk).update(note=place.note[:-1])

    assert newest(Place, place.pk).revisions == 2
    assert newest(Place, place.pk).content == row(Place, place.pk)


def test_many_rows_take_a_session_that_began_with_few_no_longer(register: World):
    (few,) = partners(register, 1)
    with attributed():
        for number in range(8):
            execute("UPDATE actors_partner SET note = %s WHERE id = %s", [str(number), few])
        inserted = execute(
            "INSERT INTO actors_partner SELECT uuidv7(), 1, 'many' || g, '', true, '' FROM generate_series(1, %s) g",
            [MANY],
        )
        same = execute("UPDATE actors_partner SET note = note WHERE slug LIKE 'many%%'")
        changed = execute("UPDATE actors_partner SET note = 'b' WHERE slug LIKE 'many%%'")

    assert same < 5 * inserted
    assert changed < 5 * inserted
    assert Partner.history.filter(slug__startswith="many").count() == 2 * MANY
