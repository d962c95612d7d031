"""Rows at a log size: a function of the log alone."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction

from actors.models import Account, Partner
from audit.models import Entry
from audit.selectors import as_of
from audit.services import log
from tests.audit.samples import WRITER, World, attributed

COLUMNS = ("id", "revision", "note", "is_active")


@pytest.fixture
def partner(register: World) -> Partner:
    """Return a partner with its first entry in the log."""
    made: Partner = register.sample(Partner)
    made.note, made.is_active = "first", True
    with attributed():
        made.save(force_insert=True)
    log.drain()
    return made


def at(size: int, *ids: UUID) -> list[dict[str, Any]]:
    return sorted(as_of.rows(Partner, ids, size=size, columns=COLUMNS), key=lambda row: row["first_index"])


def note(partner: Partner, text: str) -> int:
    """Change the note, and return the log size after it."""
    with attributed():
        Partner.objects.filter(pk=partner.pk).update(note=text)
    return log.drain()


def row(partner: Partner, revision: int, text: str) -> dict[str, Any]:
    first = Entry.objects.filter(object_id=partner.pk, table_name="actors_partner").order_by("index")[0].index
    return {"first_index": first, "id": partner.pk, "revision": revision, "note": text, "is_active": True}


def test_row_stands_as_its_latest_revision_below_the_size(partner: Partner):
    first = log.drain()
    second = note(partner, "second")
    third = note(partner, "third")

    assert at(first, partner.pk) == [row(partner, 1, "first")]
    assert at(second, partner.pk) == at(third - 1, partner.pk) == [row(partner, 2, "second")]
    assert at(third, partner.pk) == at(third + 1000, partner.pk) == [row(partner, 3, "third")]


def test_answer_stays_while_the_log_grows(partner: Partner):
    size = note(partner, "second")
    before = at(size, partner.pk)

    note(partner, "third")

    assert at(size, partner.pk) == before


def test_revision_not_yet_in_the_log_is_not_seen(partner: Partner):
    with attributed():
        Partner.objects.filter(pk=partner.pk).update(note="second")

    assert at(1_000_000, partner.pk) == [row(partner, 1, "first")]


def test_row_is_not_there_before_its_first_entry(partner: Partner):
    first_index = row(partner, 1, "first")["first_index"]

    assert at(first_index, partner.pk) == []
    assert len(at(first_index + 1, partner.pk)) == 1


def test_rows_that_nobody_knows_or_asked_for(partner: Partner):
    assert at(log.drain()) == []
    assert at(log.drain(), uuid4()) == []
    assert [found["id"] for found in at(log.drain(), uuid4(), partner.pk)] == [partner.pk]


def test_deleted_row_stands_until_its_deletion(partner: Partner):
    before = log.drain()
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('audit.account', %s, true),"
                " set_config('audit.xid', pg_current_xact_id()::text, true)",
                [str(WRITER.id)],
            )
        partner_id = partner.pk
        partner.delete(using="owner")
    after = log.drain()

    assert [found["note"] for found in at(before, partner_id)] == ["first"]
    assert at(after, partner_id) == []


def test_same_id_in_two_tables_is_two_records(partner: Partner, register: World):
    account: Account = register.sample(Account)
    account.id = partner.pk
    with attributed():
        account.save(force_insert=True)
    size = log.drain()

    (found,) = as_of.rows(Account, [partner.pk], size=size, columns=("name",))

    assert found == {"first_index": size - 1, "name": account.name}
    assert at(size, partner.pk) == [row(partner, 1, "first")]


def test_ever_names_what_once_had_a_value(register: World):
    account: Account = register.rows[Account][0]
    former, latter, _ = (partner.pk for partner in register.rows[Partner])
    for partner_id in (former, latter):
        with attributed():
            Account.objects.filter(pk=account.pk).update(partner_id=partner_id)

    assert account.pk in as_of.ever(Account, "partner_id", [former])
    assert account.pk in as_of.ever(Account, "partner_id", [latter, former])
    assert as_of.ever(Account, "partner_id", []) == []
    assert as_of.ever(Account, "partner_id", [uuid4()]) == []
    assert as_of.ever(Account, "partner_id", [former]).count(account.pk) == 1
