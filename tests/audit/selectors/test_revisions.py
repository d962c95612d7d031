"""Revisions as they are told: each with its differences from the one before."""

from datetime import UTC, datetime
from typing import Any

import pytest

from audit.models import Entry
from audit.selectors import revisions
from audit.services import log
from claims.models import Place
from tests.audit.samples import REASON, REQUEST, WRITER, World, attributed

NAMES = {"name": "name", "lat": "lat", "gazetteer_ids": "gazetteer_ids", "note": "remark"}


@pytest.fixture
def place(register: World) -> Place:
    """Return a place at its third revision, of which the last is a withdrawal that is not in the log yet."""
    made: Place = register.sample(Place)
    made.name, made.lat, made.lon, made.note, made.gazetteer_ids = "Zaporizke", None, None, "", []
    made.withdrawn_at = None
    with attributed():
        made.save(force_insert=True)
    with attributed():
        Place.objects.filter(pk=made.pk).update(lat=48.5, lon=36.5, note="from the map")
    log.drain()
    with attributed():
        Place.objects.filter(pk=made.pk).update(withdrawn_at=datetime(2025, 8, 27, tzinfo=UTC))
    return made


def told(place: Place, *numbers: int) -> list[dict[str, Any]]:
    rows = revisions.of(Place, place.pk, NAMES)
    page = list(rows.filter(revision__in=numbers).order_by("-revision"))
    return revisions.told(page, revisions.earlier_than(rows, page), NAMES)


def test_revisions_tell_what_changed_who_when_and_why(place: Place):
    withdrawal, change, creation = told(place, 1, 2, 3)

    assert creation["changes"] == [{"path": "/name", "old": None, "new": "Zaporizke"}]
    assert change["changes"] == [
        {"path": "/lat", "old": None, "new": 48.5},
        {"path": "/remark", "old": "", "new": "from the map"},
    ]
    assert withdrawal["changes"] == []
    assert [found["operation"] for found in (creation, change, withdrawal)] == [
        "create",
        "update",
        "withdraw",
    ]
    assert [found["n"] for found in (creation, change, withdrawal)] == [1, 2, 3]
    assert creation["at"] < change["at"] < withdrawal["at"]
    for found in (creation, change, withdrawal):
        assert (found["account"], found["partner"], found["channel"]) == (WRITER.id, WRITER.partner_id, "api")
        assert (found["request_id"], found["reason"]) == (REQUEST, REASON)


def test_revisions_name_their_entries(place: Place):
    indexes = list(Entry.objects.filter(object_id=place.pk).order_by("index").values_list("index", flat=True))

    assert [found["log_index"] for found in told(place, 1, 2, 3)] == [None, *reversed(indexes)]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_one_revision_is_told_as_in_the_list(number: int, place: Place):
    assert told(place, number) == [told(place, 1, 2, 3)[3 - number]]


def test_change_after_a_withdrawal_is_an_update(place: Place):
    with attributed():
        Place.objects.filter(pk=place.pk).update(name="Запорізьке")

    (found,) = told(place, 4)

    assert (found["operation"], found["changes"]) == (
        "update", [{"path": "/name", "old": "Zaporizke", "new": "Запорізьке"}],
    )  # fmt: skip


def test_deletion_is_the_last_revision_once_more():
    about = dict.fromkeys(revisions.ABOUT.values()) | {"withdrawn_at": None, "log_index": None}
    created = {**about, "revision": 1, "history_type": "+", "name": "a"}
    updated = {**about, "revision": 2, "history_type": "~", "name": "b"}
    deleted = {**updated, "history_type": "-"}

    found = revisions.told([deleted, updated, created], [], {"name": "name"})

    assert [(one["operation"], one["changes"]) for one in found] == [
        ("delete", []),
        ("update", [{"path": "/name", "old": "a", "new": "b"}]),
        ("create", [{"path": "/name", "old": None, "new": "a"}]),
    ]
