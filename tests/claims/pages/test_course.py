"""The page of a claim over time: each day in the table, and in words what it is not."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from actors.models import Actor
from actors.services.records import Draft
from claims.models import Claim, Source
from claims.selectors import courses
from claims.services import claims, stances
from tests.desk import AUGUST, Bootstrap, case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bare(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files."""
    settings.STATIC_ROOT = str(tmp_path)


@pytest.fixture
def claim() -> Claim:
    """Return a claim that was denied in August and confirmed by whoever denied it six days later."""
    records: dict[type, Any] = case()
    words = {"claim": records[Claim].id, "source": records[Source].id, "actor": records[Actor].id}
    later = AUGUST + timedelta(days=6, hours=9)
    stances.record(draft=Draft({**words, "said_at": later, "position": "supports"}), by=Bootstrap())
    return records[Claim]


def rows(claim: Claim) -> list[list[str]]:
    """Return the table as it is read."""
    text = Client().get(f"/claims/{claim.id}/over-time").text
    found = re.findall(r"<tr role=\"row\"><th scope=\"row\".*?</tr>", text, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in row] for row in cells]


def test_table_has_a_row_for_each_day_with_what_weighed_by_its_end(claim: Claim) -> None:
    assert rows(claim) == [
        ["26 Aug 2025", "− Contradicted", "0", "134", "2 stances"],
        ["1 Sep 2025", "1 Single source", "336", "0", "1 stance"],
    ]


def test_page_says_that_days_were_left_out(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(1, 9):
        stances.record(
            draft=Draft({
                "claim": claim.id, "source": Source.objects.get().id, "actor": Actor.objects.get(name="BBC").id,
                "said_at": AUGUST + timedelta(days=10 * day), "position": "neutral",
            }),
            by=Bootstrap(),
        )  # fmt: skip
    assert "is decided here on" not in Client().get(f"/claims/{claim.id}/over-time").text
    monkeypatch.setattr(courses, "DAYS", 3)
    monkeypatch.setattr(courses, "LEAST", 3)
    text = Client().get(f"/claims/{claim.id}/over-time").text
    assert "Something was said on 10 days. The claim is decided here on 3 of them" in text
    assert len(rows(claim)) == 3


def test_claim_on_which_nothing_was_said_says_so_and_the_dossier_leads_there() -> None:
    fresh = claims.record(draft=Draft({"text": "The bridge stands."}), by=Bootstrap()).record
    assert "Nothing has been said on it." in Client().get(f"/claims/{fresh.id}/over-time").text
    assert f'href="/claims/{fresh.id}/over-time"' in Client().get(f"/claims/{fresh.id}").text
