"""Any two revisions of a record are held against each other in the admin, for staff and auditors."""

from pathlib import Path

import pytest
from pytest_django import Settings

from actors.models import AccountKind
from actors.services.records import Draft
from claims.models import Place
from claims.services import places
from tests.desk import Bootstrap, Desk, address


@pytest.fixture(autouse=True)
def quick(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files, and hash passwords in no time."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def place(db: None) -> Place:  # noqa: ARG001 - a database first
    """Return a place that was renamed, and then found on the map."""
    recorded = places.record(draft=Draft({"name": "Zaporizke"}), by=Bootstrap()).record
    for n, changes in enumerate(({"name": "Zaporizhzhia"}, {"lat": 47.8, "lon": 35.2}), start=1):
        drawn = Draft(changes)
        places.revise(place_id=recorded.id, draft=drawn, by=Bootstrap(), reason=f"reason {n}", expected={n})
    places.record(draft=Draft({"name": "Other"}), by=Bootstrap())
    return recorded


@pytest.fixture
def auditor(db: None) -> Desk:  # noqa: ARG001 - likewise
    return Desk.of(AccountKind.AUDITOR)


def test_revisions_that_are_no_neighbours_are_compared(auditor: Desk, place: Place) -> None:
    page = auditor.get("compare", place, **{"from": "1", "to": "3"})
    assert [(row["label"], row["old"], row["new"]) for row in page.context["changes"]] == [
        ("Name", "Zaporizke", "Zaporizhzhia"),
        ("Lat", "—", "47.8"),
        ("Lon", "—", "35.2"),
    ]
    back = auditor.get("compare", place, **{"from": "3", "to": "2"})
    assert [(row["label"], row["old"], row["new"]) for row in back.context["changes"]] == [
        ("Lat", "47.8", "—"),
        ("Lon", "35.2", "—"),
    ]
    assert [each.history_change_reason for each in back.context["compared"]] == ["reason 2", "reason 1"]


def test_revision_is_the_same_as_itself(auditor: Desk, place: Place) -> None:
    assert "Nothing: both say the same." in auditor.get("compare", place, **{"from": "2", "to": "2"}).text


@pytest.mark.parametrize(
    "asked", [{}, {"from": "1"}, {"from": "1", "to": "4"}, {"from": "x", "to": "9" * 30}]
)
def test_revision_that_is_not_there_is_said_so(auditor: Desk, place: Place, asked: dict[str, str]) -> None:
    page = auditor.get("compare", place, **asked)
    assert page.status_code == 200
    assert "There is no such revision: this record has 3." in page.text


def test_history_leads_to_the_comparison_once_there_are_two(auditor: Desk, place: Place) -> None:
    assert f'action="{address("compare", place)}"' in auditor.get("history", place).text
    other = Place.objects.get(name="Other")
    assert f'action="{address("compare", other)}"' not in auditor.get("history", other).text


def test_comparison_is_only_looked_at(auditor: Desk, place: Place) -> None:
    assert auditor.client.post(address("compare", place)).status_code == 405
