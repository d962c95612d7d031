"""Who may repeat whom is found by what speaks for it, told once, and never where it is declared."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from actors.models import Actor
from actors.services import actors
from actors.services.records import Draft
from audit.services import log
from claims.models import Claim, Echo, Source, Stance
from claims.selectors.echoes import AGREED, DIFFERED, ERROR, EXCERPT, HASTE
from claims.services import claims, echoes, sources, stances, verdicts
from tests.desk import Bootstrap

NOON = datetime(2025, 8, 26, 12, tzinfo=UTC)
TEXT = "Local officials told our reporters that the bridge over the river was hit twice on Monday."
NEARLY = "Local officials told our reporters the bridge over the river was hit twice on Monday"
OTHER = "According to a spokesman of the railways, trains have been rerouted since the early morning."

pytestmark = pytest.mark.django_db


def speaker(name: str, **values: Any) -> Actor:
    draft = Draft({"name": name, "kind": "media_outlet", "reliability": "C", **values})
    return actors.record(draft=draft, by=Bootstrap()).record


@pytest.fixture
def source() -> Source:
    draft = Draft({"title": "Dispatch", "kind": "article", "publisher": speaker("Publisher").id})
    return sources.record(draft=draft, by=Bootstrap()).record


def claim(number: int = 0) -> Claim:
    return claims.record(draft=Draft({"text": f"Claim number {number}."}), by=Bootstrap()).record


def say(on: Claim, by: Actor, source: Source, position: str = "supports", **values: Any) -> Stance:
    said = {
        "claim": on.id,
        "actor": by.id,
        "source": source.id,
        "position": position,
        "said_at": NOON,
        **values,
    }
    return stances.record(draft=Draft(said), by=Bootstrap()).record


def rule(on: Claim, ruling: str) -> None:
    draft = Draft({"claim": on.id, "ruling": ruling, "grounds": "as tests will"})
    verdicts.record(draft=draft, by=Bootstrap(), reason="as tests will")


def followed() -> dict[tuple[UUID, UUID], int]:
    log.drain()
    echoes.follow()
    return {(each.actor_id, each.other_id): each.score for each in Echo.objects.all()}


def test_nearly_the_same_words_are_found_and_whoever_said_them_later_comes_first(source: Source):
    ana, ben, cleo = map(speaker, ("Ana", "Ben", "Cleo"))
    on = claim()
    copied = say(on, ana, source, excerpt=NEARLY, said_at=NOON + timedelta(hours=5))
    original = say(on, ben, source, excerpt=TEXT)
    say(on, cleo, source, excerpt=OTHER)

    assert followed() == {(ana.id, ben.id): EXCERPT}
    found = Echo.objects.get()
    assert (found.stance, found.original) == (copied, original)
    assert (found.excerpts, found.later, found.soon) == (1, 1, 0)
    assert followed() == {(ana.id, ben.id): EXCERPT}
    assert Echo.objects.get() == found


@pytest.mark.parametrize("excerpt", ["", "The bridge was hit."])
def test_words_that_are_few_say_nothing(source: Source, excerpt: str):
    on = claim()
    for name in ("Ana", "Ben"):
        say(on, speaker(name), source, excerpt=excerpt)

    assert followed() == {}


def test_whoever_says_the_opposite_repeats_nobody(source: Source):
    on = claim()
    say(on, speaker("Ana"), source, excerpt=TEXT)
    say(on, speaker("Ben"), source, "disputes", excerpt=NEARLY)

    assert followed() == {}


def test_what_is_declared_is_no_suspicion(source: Source):
    on = claim()
    ana = speaker("Ana")
    ben = speaker("Ben", part_of=ana.id)
    cleo = speaker("Cleo")
    original = say(on, ana, source, excerpt=TEXT)
    say(on, ben, source, excerpt=TEXT)
    say(on, cleo, source, excerpt=NEARLY, derived_from=original.id, relation="cites")

    assert followed() == {}


@pytest.mark.parametrize("what", ["declared", "withdrawn"])
def test_a_suspicion_goes_once_it_is_declared_or_the_word_is_withdrawn(source: Source, what: str):
    on = claim()
    original = say(on, speaker("Ana"), source, excerpt=TEXT)
    copied = say(on, speaker("Ben"), source, excerpt=NEARLY)
    assert len(followed()) == 1

    if what == "declared":
        draft = Draft({"derived_from": original.id, "relation": "quotes"})
        stances.revise(stance_id=copied.id, draft=draft, by=Bootstrap(), reason="it says so at the end")
    else:
        stances.withdraw(stance_id=copied.id, by=Bootstrap(), reason="twice here")

    assert followed() == {}


def test_two_who_err_alike_are_found_by_the_ruling_and_cleared_by_where_they_differ(source: Source):
    ana, ben, cleo = map(speaker, ("Ana", "Ben", "Cleo"))
    wrong, wrong_too, right = (claim(number) for number in range(3))
    for on, ruling in ((wrong, "does_not_hold"), (wrong_too, "does_not_hold"), (right, "holds")):
        for who in (ana, ben):
            say(on, who, source)
        say(on, cleo, source, "disputes")
        rule(on, ruling)

    assert set(followed().values()) == {2 * ERROR + AGREED}
    assert {each.id for each in Actor.objects.filter(id__in=[i for pair in followed() for i in pair])} == {
        ana.id, ben.id,
    }  # fmt: skip

    apart = claim(4)
    say(apart, ana, source)
    say(apart, ben, source, "disputes")
    assert 2 * ERROR + AGREED + DIFFERED < echoes.LEAST
    assert followed() == {}


def test_two_who_are_right_alike_are_not_suspected(source: Source):
    ana, ben = speaker("Ana"), speaker("Ben")
    for number in range(20):
        on = claim(number)
        say(on, ana, source)
        say(on, ben, source)
        rule(on, "holds")

    assert followed() == {}


def test_whoever_is_always_soon_after_another_weighs_more(source: Source):
    ana, ben = speaker("Ana"), speaker("Ben")
    for number in range(5):
        on = claim(number)
        say(on, ana, source, excerpt=TEXT if number == 0 else "")
        say(
            on,
            ben,
            source,
            excerpt=NEARLY if number == 0 else "",
            said_at=NOON + timedelta(minutes=number + 1),
        )

    assert followed() == {(ben.id, ana.id): EXCERPT + HASTE}
    assert (Echo.objects.get().later, Echo.objects.get().soon) == (5, 5)


def test_what_was_looked_at_comes_back_when_much_more_speaks_for_it(source: Source):
    ana, ben = speaker("Ana"), speaker("Ben")
    first, second = claim(1), claim(2)
    for who, text in ((ana, TEXT), (ben, NEARLY)):
        say(first, who, source, excerpt=text)
    followed()
    seen = Echo.objects.get()

    say(second, ana, source)
    say(second, ben, source)
    rule(second, "holds")
    followed()
    assert Echo.objects.get() == seen

    stances.record(
        draft=Draft({
            "claim": second.id, "actor": ana.id, "source": source.id, "position": "supports",
            "said_at": NOON + timedelta(days=1), "excerpt": OTHER,
        }),
        by=Bootstrap(),
    )  # fmt: skip
    say(second, ben, source, said_at=NOON + timedelta(days=1), excerpt=OTHER)
    followed()
    assert Echo.objects.get().pk != seen.pk
    assert Echo.objects.get().excerpts == 2
