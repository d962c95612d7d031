"""Attribution: who writes is in the transaction, and nowhere else."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, DataError, connection, transaction

from actors.models import Partner
from audit import attribution
from audit.attribution import SETTINGS, audited_write, entered
from audit.errors import MixedAttributionError
from tests.audit.recorded import newest
from tests.audit.samples import WRITER, Bootstrap, World, Writer


@pytest.fixture
def partner(register: World) -> Partner:
    """Return a partner to change."""
    made: Partner = register.sample(Partner)
    with audited_write(by=Bootstrap()):
        made.save(force_insert=True)
    return made


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note the channels that are told of after commits."""
    noted: list[str] = []
    monkeypatch.setattr(attribution, "on_written", [noted.append])
    return noted


def settings() -> list[str]:
    """Return what the transaction says of itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('audit.{name}', true)" for name in SETTINGS))
        return [value or "" for value in cursor.fetchone()]


def note(partner: Partner, text: str) -> None:
    """Write."""
    Partner.objects.filter(pk=partner.pk).update(note=text)


def write_and_fail(partner: Partner, by: Writer = WRITER) -> None:
    """Write, and come to grief."""
    with audited_write(by=by):
        note(partner, "changed")
        raise ZeroDivisionError


def attributed_to(partner: Partner) -> tuple[Any, ...]:
    """Return the newest revision's note and attribution."""
    found = newest(Partner, partner.pk)
    assert found is not None
    return found.content["note"], *found.attribution


def assert_unattributed(partner: Partner) -> None:
    with pytest.raises(DatabaseError, match="unattributed write"), transaction.atomic():
        note(partner, "nobody's")


def test_write_is_attributed_in_its_transaction_only(partner: Partner):
    with entered("admin", "req-9"), audited_write(by=WRITER, reason="why"):
        note(partner, "changed")
        inside = settings()

    assert inside[:6] == [
        str(WRITER.id), str(WRITER.partner_id), str(WRITER.key_id), "admin", "req-9", "why",
    ]  # fmt: skip
    assert settings() == [""] * 7
    assert attributed_to(partner) == ("changed", *inside[:3], "admin", "req-9", "why")
    assert_unattributed(partner)


def test_writer_without_partner_key_reason_or_request(partner: Partner):
    with audited_write(by=Bootstrap()):
        note(partner, "changed")

    assert attributed_to(partner) == ("changed", str(Bootstrap.id), None, None, "cli", "", "")


def test_attribution_is_cleared_on_leaving_a_block_within_a_transaction(partner: Partner):
    with transaction.atomic():
        with audited_write(by=WRITER):
            note(partner, "changed")
        assert settings() == [""] * 7
        assert_unattributed(partner)

    assert attributed_to(partner)[0] == "changed"


def test_attribution_is_cleared_when_a_block_within_a_transaction_fails(partner: Partner):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            write_and_fail(partner)
        assert settings() == [""] * 7
        assert_unattributed(partner)

    assert newest(Partner, partner.pk).revisions == 1


def test_two_writers_one_after_the_other_in_one_transaction(partner: Partner):
    with transaction.atomic():
        with audited_write(by=WRITER, reason="first"):
            note(partner, "first")
        first = attributed_to(partner)
        with audited_write(by=Bootstrap(), reason="second"):
            note(partner, "second")

    assert (first[0], first[1], first[-1]) == ("first", str(WRITER.id), "first")
    second = attributed_to(partner)
    assert (second[0], second[1], second[-1]) == ("second", str(Bootstrap.id), "second")


def test_same_writer_joins_the_open_write(partner: Partner):
    with audited_write(by=WRITER, reason="outer"):
        with audited_write(by=Writer(id=WRITER.id), reason="inner"):
            note(partner, "inner")
        note(partner, "outer")

    assert newest(Partner, partner.pk).revisions == 3
    assert attributed_to(partner) == (
        "outer", str(WRITER.id), str(WRITER.partner_id), str(WRITER.key_id), "cli", "", "outer",
    )  # fmt: skip


def test_another_writer_does_not_join(partner: Partner):
    with pytest.raises(MixedAttributionError), audited_write(by=WRITER):
        write_and_fail(partner, by=Writer())

    assert newest(Partner, partner.pk).revisions == 1
    with audited_write(by=Bootstrap()):
        note(partner, "later")
    assert attributed_to(partner)[:2] == ("later", str(Bootstrap.id))


def test_attribution_stays_in_its_thread(partner: Partner):
    caught: list[BaseException] = []

    def write() -> None:
        try:
            note(partner, "from another thread")
        except DatabaseError as error:
            caught.append(error)
        finally:
            connection.close()

    with audited_write(by=WRITER):
        thread = Thread(target=write)
        thread.start()
        thread.join()

    assert [error.__cause__.sqlstate for error in caught] == ["AU001"]


def test_doors_open_into_each_other(partner: Partner):
    with entered("api", "outer"):
        with entered("task", "inner"), audited_write(by=WRITER):
            note(partner, "inner")
        inner = attributed_to(partner)
        with audited_write(by=WRITER, channel="admin"):
            note(partner, "outer")

    assert (inner[0], inner[4], inner[5]) == ("inner", "task", "inner")
    outer = attributed_to(partner)
    assert (outer[0], outer[4], outer[5]) == ("outer", "admin", "outer")


def test_value_too_long_for_the_record_refuses_the_write(partner: Partner):
    with pytest.raises(DataError), entered("api", "r" * 129), audited_write(by=WRITER):
        note(partner, "changed")

    assert newest(Partner, partner.pk).revisions == 1


def test_workers_are_told_after_the_commit(partner: Partner, calls: list[str]):
    with audited_write(by=WRITER):
        note(partner, "changed")
        before = list(calls)

    assert (before, calls) == ([], ["cli"])


def test_workers_are_not_told_of_what_was_rolled_back(partner: Partner, calls: list[str]):
    with pytest.raises(ZeroDivisionError):
        write_and_fail(partner)

    assert calls == []


@pytest.mark.parametrize("channel", [None, "task"])
def test_workers_are_told_where_they_wrote_it_themselves(
    channel: str | None, partner: Partner, calls: list[str]
):
    with entered("task" if channel is None else "cli"), audited_write(by=WRITER, channel=channel):
        note(partner, "changed")

    assert calls == ["task"]


def test_attribution_for_the_session_ends_with_its_transaction(partner: Partner, register: World):
    """A setting that outlives the transaction names a transaction that is over."""
    with psycopg.connect(register.database.app_url, autocommit=True) as app:
        app.execute(
            "SELECT set_config('audit.account', %s, false), set_config('audit.xid', '7', false)",
            [str(WRITER.id)],
        )
        with pytest.raises(psycopg.DatabaseError, match="unattributed write"):
            app.execute("UPDATE actors_partner SET note = 'changed' WHERE id = %s", [partner.pk])
