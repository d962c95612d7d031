"""A track record counts an actor's own words, each once, by what came of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from actors.services import actors
from actors.services.records import Draft
from claims.models import Consensus, Lane, Ruling, Status
from claims.selectors import tracks
from claims.services import claims, determinations, sources, stances, verdicts
from tests.desk import AUGUST, Bootstrap
from tests.waiting import until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]
BY = Bootstrap()


def actor(name: str, letter: str = "B", **values: Any) -> UUID:
    draft = Draft({"name": name, "kind": "person", "reliability": letter, **values})
    return actors.record(draft=draft, by=BY).record.id


def claim(text: str = "It holds.") -> UUID:
    return claims.record(draft=Draft({"text": text}), by=BY).record.id


@pytest.fixture
def speaker() -> UUID:
    return actor("A speaker")


@pytest.fixture
def source(speaker: UUID) -> UUID:
    draft = Draft({"title": "A report", "kind": "article", "publisher": speaker})
    return sources.record(draft=draft, by=BY).record.id


@pytest.fixture
def say(speaker: UUID, source: UUID) -> Any:
    def said(on: UUID, position: str = "supports", *, days: int = 0, by: UUID = speaker, **more: Any) -> UUID:
        values = {"claim": on, "actor": by, "source": source, "position": position, **more}
        draft = Draft({"said_at": AUGUST + timedelta(days=days), **values})
        return stances.record(draft=draft, by=BY).record.id

    return said


def ruled(on: UUID, ruling: Ruling) -> None:
    verdicts.record(draft=Draft({"claim": on, "ruling": ruling, "grounds": "seen"}), by=BY, reason="seen")


def outcomes(upheld: int = 0, lost: int = 0, unsettled: int = 0) -> dict[str, int]:
    return {"upheld": upheld, "reversed": lost, "open": unsettled}


def test_words_are_counted_by_the_last_verdict(speaker: UUID, say: Any):
    right, wrong, unsure = claim(), claim(), claim()
    say(right)
    say(wrong)
    say(unsure, "disputes")
    for on, ruling in ((right, Ruling.DOES_NOT_HOLD), (right, Ruling.HOLDS), (wrong, Ruling.DOES_NOT_HOLD)):
        ruled(on, ruling)
    ruled(unsure, Ruling.OPEN)

    whole = tracks.of(speaker, to=BY).whole.told()

    assert whole == {
        "words": 3, "withdrawn": 0, "given_up": 0, "verdicts": outcomes(1, 1, 1), "sources": outcomes(unsettled=3),
    }  # fmt: skip


def test_words_are_counted_by_what_the_sources_settled(speaker: UUID, say: Any):
    against, with_them = claim(), claim()
    say(against, "disputes")
    say(against, by=actor("one", "A"), basis="verified")
    say(with_them)
    for name in ("two", "three"):
        say(with_them, by=actor(name, "A"), basis="verified")
    determinations.settle(lane=Lane.INTERACTIVE)

    assert tracks.of(speaker, to=BY).whole.told()["sources"] == outcomes(upheld=1, unsettled=1)

    say(against, by=actor("four", "A"), basis="verified")
    # By now what was decided a moment ago rests, and the rest is what a turn of the worker waits for.
    until(lambda: not determinations.settle(lane=Lane.INTERACTIVE) and settled(against), within=30)

    assert tracks.of(speaker, to=BY).whole.told()["sources"] == outcomes(upheld=1, lost=1)


def settled(on: UUID) -> bool:
    return Consensus.objects.filter(claim=on, status=Status.CORROBORATED).exists()


def test_what_was_withdrawn_or_given_up_is_counted_as_such(speaker: UUID, say: Any):
    on = claim()
    ruled(on, Ruling.HOLDS)
    stances.withdraw(stance_id=say(on), by=BY, reason="a slip")
    say(on, "disputes")
    say(on, "supports", days=1)

    whole = tracks.of(speaker, to=BY).whole

    assert (whole.words, whole.withdrawn, whole.given_up, dict(whole.verdicts)) == (
        3,
        1,
        1,
        {"upheld": 1, "reversed": 1},
    )


def test_what_was_repeated_or_takes_no_side_is_no_own_word(speaker: UUID, say: Any):
    on = claim()
    root = say(on, by=actor("somebody else"))
    say(on, derived_from=root, relation="quotes")
    say(on, "neutral")

    assert tracks.of(speaker, to=BY) == tracks.Track(tracks.Tally(), {}, {}, {})


def test_years_sides_and_bases_add_up_to_the_whole(speaker: UUID, say: Any):
    for number in range(6):
        say(
            claim(),
            ("supports", "disputes")[number % 2],
            days=200 * number,
            basis=("observed", "reported")[number % 2],
        )

    found = tracks.of(speaker, to=BY)

    assert set(found.years) == {2025, 2026, 2027, 2028}
    assert (set(found.positions), set(found.bases)) == ({"supports", "disputes"}, {"observed", "reported"})
    for part in (found.years, found.positions, found.bases):
        assert sum(one.words for one in part.values()) == found.whole.words == 6


def test_page_of_an_actor_shows_how_its_word_has_fared(speaker: UUID, say: Any):
    on = claim()
    ruled(on, Ruling.HOLDS)
    say(on)

    page = Client().get(f"/actors/{speaker}")

    assert "How its word has fared" in page.text
    assert '<td role="cell" data-label="Upheld by a verdict">1</td>' in page.text
    assert "How its word has fared" not in Client().get(f"/actors/{actor('Nobody yet')}").text
