"""What the sources make of a claim by what had been said up to a moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from actors.services import actors
from actors.services.records import Draft
from claims.consensus import Decision
from claims.models import Consensus, Determination, Lane
from claims.selectors import present, said
from claims.services import claims, determinations, questions, sources, stances
from config.http.values import Moment
from tests.claims.services.walk import Staff, begun

pytestmark = pytest.mark.usefixtures("live_db")

NOON = datetime(2025, 8, 26, 12, tzinfo=UTC)
DAY = Moment.of_day(NOON.date())
#: Before two stances nine days apart, between them, and after them.
NINE_DAYS = (date(2025, 8, 25), date(2025, 8, 28), date(2025, 9, 10))
EVE = Moment.of_day(date(2025, 8, 25))


def made(service: Any, **values: Any) -> UUID:
    return UUID(str(service.record(draft=Draft(values), by=Staff()).record.id))


class Case:
    """A claim, and two who speak on it."""

    def __init__(self) -> None:
        self.bbc = made(actors, name="BBC", kind="media_outlet", reliability="B")
        self.ngo = made(actors, name="An NGO", kind="organization", reliability="B")
        self.source = made(sources, title="A report", kind="article", publisher=self.bbc)
        self.claim = made(claims, text="So it is.")

    def say(self, actor: UUID, at: datetime, position: str = "supports", **values: Any) -> UUID:
        said_so = {"claim": self.claim, "actor": actor, "source": self.source, "position": position}
        return made(stances, **said_so, said_at=at, **values)

    def by(self, moment: Moment) -> Decision:
        return said.decided(self.claim, by=moment, to=Staff())

    def status(self, at: datetime) -> str:
        return self.by(Moment(at, is_date=False)).status


def test_date_takes_in_the_whole_day_and_an_instant_what_was_said_then():
    case = Case()
    case.say(case.bbc, NOON)
    case.say(case.ngo, datetime(2025, 8, 27, tzinfo=UTC), "disputes")

    assert (case.by(EVE).status, case.by(DAY).status) == ("unsourced", "single_source")
    assert case.by(Moment.of_day(date(2025, 8, 27))).status == "disputed"
    assert case.status(NOON - timedelta(microseconds=1)) == "unsourced"
    assert case.status(NOON) == "single_source"
    assert case.by(Moment.of_day(date(9999, 12, 31))).status == "disputed"


def test_word_that_was_taken_back_later_counts_until_then():
    case = Case()
    case.say(case.bbc, NOON)
    case.say(case.bbc, NOON + timedelta(days=1), "disputes")

    assert case.by(DAY).status == "single_source"
    assert case.by(Moment.of_day(date(2025, 8, 27))).status == "contradicted"


def test_what_repeats_is_heard_once_all_that_it_repeats_was_said():
    case = Case()
    root = case.say(case.ngo, NOON)
    # By the day alone: at midnight, before what it quotes.
    quote = case.say(case.bbc, NOON.replace(hour=0), derived_from=root, relation="quotes")

    before = case.by(Moment(NOON.replace(hour=6), is_date=False))
    assert (before.status, before.ledger) == ("unsourced", ())
    after = case.by(DAY)
    assert {line.stance for line in after.ledger} == {str(root), str(quote)}
    assert after.status == "single_source"


def test_rebuttal_is_not_heard_before_what_it_rebuts():
    case = Case()
    root = case.say(case.ngo, NOON)
    case.say(case.bbc, NOON - timedelta(hours=3), "disputes", derived_from=root, relation="cites")

    assert case.status(NOON - timedelta(hours=1)) == "unsourced"
    assert case.status(NOON) == "disputed"


def test_ring_of_quotations_is_heard_when_the_last_of_it_was_said():
    case = Case()
    one = case.say(case.ngo, NOON)
    other = case.say(case.bbc, NOON + timedelta(hours=2), derived_from=one, relation="quotes")
    facts = present.evidence([case.claim])[case.claim]
    ring = {str(one): str(other), str(other): str(one)}
    facts = replace(facts, stances=tuple(replace(s, derived_from=ring[s.id]) for s in facts.stances))

    assert said.heard(facts, NOON + timedelta(hours=1)).stances == ()
    assert len(said.heard(facts, NOON + timedelta(hours=2)).stances) == 2


def test_rival_answers_are_heard_by_the_same_moment():
    case = Case()
    asked = made(questions, text="Who holds it?", exclusive=True)
    case.claim = made(claims, text="We do.", question=asked, answer="we")
    rival = made(claims, text="They do.", question=asked, answer="they")
    case.say(case.bbc, NOON)
    case.claim, mine = rival, case.claim
    case.say(case.ngo, NOON + timedelta(days=1))
    case.claim = mine

    assert case.by(DAY).status == "single_source"
    assert case.by(Moment.of_day(date(2025, 8, 27))).status == "disputed"


@pytest.mark.parametrize("seed", range(2))
def test_end_of_time_gives_the_determination_in_force_to_the_byte(seed: int):
    walk = begun(seed)
    for _ in range(60):
        walk.step()
    for lane in Lane:
        while determinations.settle(lane=lane):
            Consensus.objects.update(determined_at="2020-01-01T00:00:00Z")
    Consensus.objects.update(determined_at="2020-01-01T00:00:00Z")
    determinations.settle(lane=Lane.INTERACTIVE)

    for claim, body in Consensus.objects.values_list("claim_id", "determination__body"):
        assert said.decided(claim, by=Moment.of_day(date(9999, 12, 31)), to=Staff()).body() == body
    assert Determination.objects.exists()


def test_answer_that_is_kept_is_given_until_something_bears_on_the_claim(django_assert_max_num_queries: Any):
    case = Case()
    case.say(case.bbc, NOON)
    determinations.settle(lane=Lane.INTERACTIVE)
    sizes = dict(Consensus.objects.values_list("claim_id", "log_size"))
    first = said.briefly(sizes, by=DAY)
    with django_assert_max_num_queries(1):
        assert said.briefly(sizes, by=DAY) == first
    assert (first[case.claim].status, first[case.claim].days) == ("single_source", (NOON.date(),))

    case.say(case.ngo, NOON, "disputes")

    assert said.briefly(sizes, by=DAY)[case.claim].status == "disputed"
    assert said.briefly({case.claim: None}, by=EVE)[case.claim].status == "unsourced"


def test_answer_is_kept_for_all_days_between_two_on_which_something_is_heard(
    django_assert_max_num_queries: Any,
):
    case = Case()
    case.say(case.bbc, NOON)
    case.say(case.ngo, NOON + timedelta(days=9), "disputes")
    determinations.settle(lane=Lane.INTERACTIVE)
    sizes = dict(Consensus.objects.values_list("claim_id", "log_size"))
    statuses = [said.briefly(sizes, by=Moment.of_day(day))[case.claim].status for day in NINE_DAYS]
    assert statuses == ["unsourced", "single_source", "disputed"]

    with django_assert_max_num_queries(2):
        between = said.briefly(sizes, by=Moment.of_day(date(2025, 9, 1)))
        after = said.briefly(sizes, by=Moment.of_day(date(2025, 9, 30)))
    assert (between[case.claim].status, after[case.claim].status) == ("single_source", "disputed")


@pytest.mark.parametrize("seed", range(2))
def test_answers_in_brief_are_those_of_the_decision_kept_or_not(seed: int):
    walk = begun(seed)
    for _ in range(60):
        walk.step()
    for lane in Lane:
        determinations.settle(lane=lane)
    sizes = dict(Consensus.objects.values_list("claim_id", "log_size"))
    moments = [Moment(NOON + timedelta(hours=6 * step), is_date=step % 2 == 0) for step in range(-3, 18)]

    for moment in [*moments, *reversed(moments)]:
        found = said.briefly(sizes, by=moment)
        for claim in sizes:
            whole = said.decided(claim, by=moment, to=Staff())
            one = found[claim]
            told = (whole.status, whole.reason, whole.sentence, whole.opinion.projected)
            assert (one.status, one.reason, one.sentence, one.projected) == told


def test_another_day_is_decided_on_what_was_read_until_something_bears_on_the_claim(
    django_assert_num_queries: Any,
):
    case = Case()
    asked = made(questions, text="Who holds it?", exclusive=True)
    case.claim = made(claims, text="We do.", question=asked, answer="we")
    rival = made(claims, text="They do.", question=asked, answer="they")
    case.say(case.bbc, NOON)
    case.say(case.ngo, NOON + timedelta(days=2))
    determinations.settle(lane=Lane.INTERACTIVE)
    sizes = dict(Consensus.objects.values_list("claim_id", "log_size"))
    said.forget()

    def statuses(moment: Moment) -> tuple[str, str]:
        found = said.briefly(sizes, by=moment)
        return found[case.claim].status, found[rival].status

    with django_assert_num_queries(6):
        assert statuses(EVE) == ("unsourced", "unsourced")
    with django_assert_num_queries(2):  # what is owed, and the policy
        assert statuses(DAY) == ("single_source", "contradicted")
    with django_assert_num_queries(2):
        assert statuses(Moment.of_day(date(2025, 9, 1))) == ("corroborated", "refuted")

    case.say(case.bbc, NOON + timedelta(days=1), "disputes")

    assert statuses(Moment.of_day(date(2025, 8, 27))) == ("contradicted", "unsourced")
    said.forget()
    assert statuses(Moment.of_day(date(2025, 8, 27))) == ("contradicted", "unsourced")
