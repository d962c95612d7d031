"""The dossier and the pages around it: what they say, held against what was recorded."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from pytest_django import Settings

from actors.models import Actor, Partner
from actors.services.records import Draft
from claims.models import Claim, Debt, Determination, Lane, Question, Source, Stance
from claims.services import claims, determinations, stances
from tests.databases import Database
from tests.desk import Bootstrap, case
from tests.waiting import until


@pytest.fixture(autouse=True)
def bare(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files."""
    settings.STATIC_ROOT = str(tmp_path)


@pytest.fixture
def records(db: None) -> dict[type[Model], Any]:  # noqa: ARG001 - a database first
    return case()


def opened(address: str) -> str:
    """Return the words of a page as they are read: without marks, and each space once."""
    answer = Client(headers={"Accept": "text/html"}).get(address)
    assert answer.status_code == 200
    body = answer.text.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace(" ,", ",").replace(" .", ".")


def test_dossier_says_status_sentence_and_why(records: dict[type[Model], Any]) -> None:
    text = opened(f"/claims/{records[Claim].id}")
    current: Any = records[Determination]
    assert "Contradicted" in text
    assert "Disputed by one origin (General Staff); no origin supports it." in text
    assert "Nothing recorded since bears on it." in text
    assert f"first {current.log_size} entries of the log, by the policy cpl-1" in text
    ledger = text.partition("The ledger")[2].partition("When")[0]
    assert (
        "General Staff disputes against it C 269 basis not given not judged no serves its own side × 50 % 134 134"
        in ledger
    )
    assert (
        "BBC disputes against it not a word of its own that takes a side 0 nothing Quotes General Staff"
        in ledger
    )
    assert "Without General Staff (134) it would be ? Unverified" in text.replace("( 134", "(134")


def test_dossier_groups_by_origin_and_says_who_repeats_whom(records: dict[type[Model], Any]) -> None:
    text = opened(f"/claims/{records[Claim].id}")
    who = text.partition("Who said what, by origin")[2].partition("Who repeats whom")[0]
    assert who.count("Origin:") == 1
    assert "BBC disputes; quotes General Staff" in who.replace(" ;", ";")
    assert "BBC quotes General Staff in Statement of 26 August" in text.partition("Who repeats whom")[2]


def test_dossier_names_related_claims_from_both_ends(records: dict[type[Model], Any]) -> None:
    other = Claim.objects.get(text="Zaporizke is contested.")
    assert "Contradicts Zaporizke is contested." in opened(f"/claims/{records[Claim].id}")
    assert "Is contradicted by Russian forces control Zaporizke." in opened(f"/claims/{other.id}")


def test_ruling_of_the_editors_stands_beside_the_status(records: dict[type[Model], Any]) -> None:
    text = opened(f"/claims/{records[Claim].id}")
    assert "Cannot be settled" in text
    assert "It stands beside the status and is no part of it. Nobody was there." in text


def test_dossier_says_that_something_recorded_since_is_being_reckoned_in(
    records: dict[type[Model], Any],
) -> None:
    said = {"claim": records[Claim].id, "source": records[Source].id, "actor": records[Actor].id,
            "said_at": records[Stance].said_at, "position": "supports"}  # fmt: skip
    stances.record(draft=Draft(said), by=Bootstrap())
    assert "is being reckoned in" in opened(f"/claims/{records[Claim].id}")


def test_undecided_claim_shows_what_was_said_already(records: dict[type[Model], Any]) -> None:
    fresh = claims.record(draft=Draft({"text": "The bridge stands."}), by=Bootstrap()).record
    said = {"claim": fresh.id, "source": records[Source].id, "actor": records[Actor].id,
            "said_at": records[Stance].said_at, "position": "supports"}  # fmt: skip
    stances.record(draft=Draft(said), by=Bootstrap())
    text = opened(f"/claims/{fresh.id}")
    assert "nothing is decided on it yet" in text
    assert "General Staff supports" in text


def test_link_with_a_revision_goes_on_showing_what_it_showed(records: dict[type[Model], Any]) -> None:
    claim = records[Claim]
    before = opened(f"/claims/{claim.id}/r1")
    assert "the latest" in before
    claims.revise(
        claim_id=claim.id,
        draft=Draft({"text": "Russian forces control most of it.", "answer": "most"}),
        by=Bootstrap(),
        reason="as the map shows",
        expected={1},
    )
    determinations.settle(lane=Lane.INTERACTIVE)
    text = opened(f"/claims/{claim.id}/r1")
    assert "This is revision 1 of 2: the claim has been changed since." in text
    assert "Russian forces control Zaporizke." in text
    assert "The last status while this revision stood" in text
    assert "Recorded over the API, by Newsroom" in text

    listed = opened(f"/claims/{claim.id}/revisions")
    assert "Revision 2, changed" in listed
    assert "Reason: as the map shows" in listed
    assert re.search(r"Answer russia most ", listed)
    compared = opened(f"/claims/{claim.id}/compare?from=1&to=2")
    assert "Russian forces control Zaporizke. Russian forces control most of it." in re.sub(
        r"\s+", " ", compared
    )
    same = opened(f"/claims/{claim.id}/compare?from=2&to=2")
    assert "Nothing: both say the same." in same


def test_revision_shows_the_status_that_was_decided_last_while_it_stood(live_db: Database) -> None:  # noqa: ARG001
    claim = case()[Claim]
    claims.withdraw(claim_id=claim.id, by=Bootstrap(), reason="recorded twice", expected=None)
    determinations.settle(lane=Lane.INTERACTIVE)
    until(lambda: determinations.settle(lane=Lane.INTERACTIVE) == 0 and not Debt.objects.exists(), within=10)
    assert "− Contradicted The last status while this revision stood" in opened(f"/claims/{claim.id}/r1")
    assert "∅ Withdrawn The status of now" in opened(f"/claims/{claim.id}/r2")
    assert "Revision 2, withdrawn" in opened(f"/claims/{claim.id}/revisions")


def test_revisions_name_the_partner_and_never_the_person(records: dict[type[Model], Any]) -> None:
    listed = opened(f"/claims/{records[Claim].id}/revisions")
    assert records[Partner].name in listed
    assert "newsroom-desk" not in listed


def test_question_shows_its_answers_and_how_they_turned(records: dict[type[Model], Any]) -> None:
    text = opened(f"/questions/{records[Question].id}")
    assert "Only one answer holds at a time" in text
    assert "Russian forces control Zaporizke." in text
    assert "How the statuses turned" in text
    assert "Contradicted" in text


def test_actor_says_letter_party_words_and_publications(records: dict[type[Model], Any]) -> None:
    text = opened(f"/actors/{records[Actor].id}")
    assert "C, fairly reliable" in text
    assert "disputes Russian forces control Zaporizke." in text
    assert "Statement of 26 August, statement" in text


def test_source_says_who_said_what_in_it(records: dict[type[Model], Any]) -> None:
    text = opened(f"/sources/{records[Source].id}")
    assert "Published by General Staff" in text
    assert "BBC disputes Russian forces control Zaporizke." in text
    assert "quotes General Staff" in text


def test_every_link_within_the_room_leads_somewhere(records: dict[type[Model], Any]) -> None:
    reader = Client(headers={"Accept": "text/html"})
    ahead, seen = ["/"], set()
    while ahead:
        address = ahead.pop()
        seen.add(address)
        answer = reader.get(address)
        assert answer.status_code == 200, address
        links = [
            link.replace("&amp;", "&").partition("#")[0]
            for link in re.findall(r'href="(/[^"]*)"', answer.text)
        ]
        # The map leads to the day before and the day after, without end.
        elsewhere = ("/api/", "/static/", "/map?", "/map.")
        ahead += {link for link in links if not link.startswith(elsewhere)} - seen - set(ahead)
    assert f"/claims/{records[Claim].id}/r1" in seen
    assert {address.split("/")[1] for address in seen if address.count("/") > 1} == {
        "claims", "actors", "sources", "questions",
    }  # fmt: skip
