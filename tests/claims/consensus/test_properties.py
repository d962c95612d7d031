"""Hold the rules against what must be so of any evidence."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from claims.consensus import CPL_1, ActorFact, Decision, Evidence, Glance, StanceFact, decide, glances
from tests.claims.consensus.strategies import (
    AFTER_ALL,
    FAVOURS,
    LETTERS,
    SIDES,
    examples,
    with_stances,
    words,
    worlds,
)
from tests.claims.consensus.worlds import NOON, World, figures

MIRROR = {
    "corroborated": "refuted",
    "refuted": "corroborated",
    "single_source": "contradicted",
    "supported": "contradicted",
}
OTHER = {"supports": "disputes", "disputes": "supports"}


def decided(evidence: Evidence) -> Decision:
    return decide(evidence, CPL_1)


def stance(ref: str, actor: str, position: str, **more: Any) -> StanceFact:
    """Say something on the claim, after everything else unless told when."""
    return StanceFact(
        **{
            "id": ref,
            "revision": 1,
            "claim": "c",
            "actor": actor,
            "position": position,
            "said_at": AFTER_ALL,
            "log_index": 99,
        }
        | more
    )


def live(decision: Decision) -> list[str]:
    """List the stances on the claim itself that are not as if never said, by id."""
    fallen = ("withdrawn", "root_withdrawn")
    return sorted(
        line.stance
        for line in decision.ledger
        if line.claim == "c" and (line.why_not is None or line.why_not.code not in fallen)
    )


@examples
@given(worlds(), st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(world: World, random: Any):
    evidence = world.evidence()
    shuffled = {}
    for kind in ("actors", "claims", "questions", "relations", "stances"):
        facts = list(getattr(evidence, kind)) * 2
        random.shuffle(facts)
        shuffled[kind] = tuple(facts)

    assert decided(replace(evidence, **shuffled)).body() == decided(evidence).body()


@examples
@given(worlds())
def test_glances_are_the_decisions_without_what_explains_them(world: World):
    wholes = {claim: decided(world.evidence(claim)) for claim in world.facts["claims"]}

    assert glances(world.evidence(), wholes, CPL_1) == {
        claim: Glance(whole.status, whole.reason, whole.sentence, whole.opinion)
        for claim, whole in wholes.items()
    }


@examples
@given(worlds(neighbours=False))
def test_swapping_sides_and_favour_mirrors_the_decision(world: World):
    evidence = world.evidence()
    claim = evidence.claims[0]
    assume(claim.favours in (None, "p", "q"))
    swapped = replace(
        evidence,
        claims=(replace(claim, favours={None: None, "p": "q", "q": "p"}[claim.favours]),),
        stances=tuple(
            replace(said, position=OTHER.get(said.position, said.position)) for said in evidence.stances
        ),
    )
    here, there = decided(evidence), decided(swapped)

    if here.status == "contradicted":
        assert there.status in ("single_source", "supported")
    else:
        assert there.status == MIRROR.get(here.status, here.status)
    assert there.reason == here.reason
    assert (there.support, there.dispute) == (here.dispute, here.support)
    assert (there.support_origins, there.dispute_origins) == (here.dispute_origins, here.support_origins)
    assert (there.opinion.belief, there.opinion.disbelief) == (here.opinion.disbelief, here.opinion.belief)


@examples
@given(worlds(), st.permutations([f"a{index}" for index in range(7)]))
def test_renaming_actors_changes_nothing(world: World, names: list[str]):
    evidence = world.evidence()
    new = {f"a{index}": f"{name}-new" for index, name in enumerate(names)} | {None: None}
    renamed = replace(
        evidence,
        actors=tuple(
            replace(actor, id=new[actor.id], part_of=new[actor.part_of], speaks_for=new[actor.speaks_for])
            for actor in evidence.actors
        ),
        stances=tuple(replace(said, actor=new[said.actor]) for said in evidence.stances),
    )

    assert figures(decided(renamed)) == figures(decided(evidence))


@examples
@given(worlds(), st.sampled_from(LETTERS), words)
def test_one_more_independent_supporter_never_lowers_support(
    world: World, letter: str | None, how: dict[str, Any]
):
    before = decided(world.evidence())
    world.actor("new", letter)
    world.say("new", "new", **how)
    after = decided(world.evidence())

    assert after.support >= before.support
    assert after.graded_support >= before.graded_support
    assert after.support_origins >= before.support_origins
    assert after.dispute == before.dispute


@examples
@given(worlds(), st.data(), st.sampled_from(LETTERS), st.sampled_from(FAVOURS))
def test_copy_by_a_newcomer_changes_nothing(
    world: World, data: st.DataObject, letter: str | None, party: str | None
):
    evidence = world.evidence()
    before = decided(evidence)
    said = {said.id: said for said in evidence.stances}
    sided = [ref for ref in live(before) if said[ref].position in SIDES]
    assume(sided)
    original = said[data.draw(st.sampled_from(sided))]
    copied = with_stances(evidence, stance("copy", "new", original.position, derived_from=original.id))
    newcomer = ActorFact("new", 1, "New", letter, party)

    assert figures(decided(replace(copied, actors=(*evidence.actors, newcomer)))) == figures(before)


@examples
@given(
    worlds(),
    st.lists(
        st.tuples(
            st.sampled_from(SIDES), st.sampled_from(("c", "d", "e")), st.sampled_from((None, "F")), words
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from((None, "p", "q")),
)
def test_ungraded_accounts_move_the_totals_by_their_cap_and_no_status(
    world: World, accounts: list[tuple[str, str, str | None, dict[str, Any]]], party: str | None
):
    before = decided(world.evidence())
    for index, (position, claim, letter, how) in enumerate(accounts):
        world.actor(f"u{index}", letter, party=party)
        world.say(f"u{index}", f"u{index}", position, on=claim, **how)
    after = decided(world.evidence())

    assert 0 <= after.support - before.support <= CPL_1.ungraded_cap
    assert 0 <= after.dispute - before.dispute <= CPL_1.ungraded_cap
    assert after.opinion == before.opinion
    if before.status == "unsourced":
        assert after.status in ("unsourced", "unverified")
    else:
        assert after.status == before.status


@examples
@given(worlds(), st.sampled_from(SIDES), st.integers(0, 6), st.sampled_from(("c", "d")), words)
def test_withdrawing_restores_what_was_before(
    world: World, position: str, day: int, claim: str, how: dict[str, Any]
):
    before = decided(world.evidence())
    world.say("new", "a0", position, on=claim, day=day, withdrawn=True, **how)
    world.say("copy", "a0", position, on=claim, day=day, derived_from="new", **how)

    assert figures(decided(world.evidence())) == figures(before)


@examples
@given(worlds(derived=False), st.data())
def test_declaring_dependence_never_adds_weight(world: World, data: st.DataObject):
    evidence = world.evidence()
    once = [
        said
        for said in evidence.stances
        if not said.withdrawn and sum(other.actor == said.actor for other in evidence.stances) == 1
    ]
    standing = [said for said in evidence.stances if not said.withdrawn]
    assume(once)
    dependent = data.draw(st.sampled_from(once))
    assume(len(standing) > 1)
    cited = data.draw(st.sampled_from([said.id for said in standing if said.id != dependent.id]))
    before = decided(evidence)
    after = decided(with_stances(evidence, replace(dependent, derived_from=cited)))

    assert after.support <= before.support
    assert after.dispute <= before.dispute


@examples
@given(worlds(), st.sampled_from(("neutral", "no_comment")), st.sampled_from(("c", "d", "e")), words)
def test_neutral_is_neutral(world: World, position: str, claim: str, how: dict[str, Any]):
    before = decided(world.evidence())
    world.say("new", "a0", position, on=claim, day=9, **how)

    assert figures(decided(world.evidence())) == figures(before)


@examples
@given(worlds(neighbours=False, parties=("p",)))
def test_one_bloc_alone_settles_nothing(world: World):
    assert decided(world.evidence()).status not in ("corroborated", "refuted")


@examples
@given(worlds(neighbours=False, parties=("q", "r"), letters=("A", "B", "C")))
def test_two_interested_blocs_settle_nothing_without_common_ground(world: World):
    evidence = world.evidence()
    harmed_only = replace(evidence, claims=(replace(evidence.claims[0], favours="p"),))
    decision = decided(
        replace(harmed_only, stances=tuple(replace(said, position="disputes") for said in evidence.stances))
    )

    assert decision.status != "refuted"


@examples
@given(worlds(), st.sampled_from(SIDES), st.sampled_from(("supports", "disputes", "neutral")))
def test_hidden_stances_decide_nothing(world: World, position: str, hidden: str):
    """What a hidden stance says must not show in the weight of a stance that cites it."""
    evidence = world.evidence()
    citing = stance("citing", "a0", position, derived_from="hidden", said_at=NOON)
    unseen = figures(decided(with_stances(evidence, citing)))
    root = stance("hidden", "a0", hidden, claim="elsewhere", said_at=NOON)

    assert figures(decided(with_stances(evidence, citing, root))) == unseen


@examples
@given(worlds())
def test_ledger_adds_up(world: World):
    decision = decided(world.evidence())
    for side, graded, shown in (
        ("support", decision.graded_support, decision.support),
        ("dispute", decision.graded_dispute, decision.dispute),
    ):
        lines = [line for line in decision.ledger if line.side == side]
        ungraded = sum(line.share for line in lines if line.why_not and line.why_not.code == "ungraded")
        assert sum(line.share for line in lines if line.counts) == graded
        assert graded + min(CPL_1.ungraded_cap, ungraded) == shown
    assert all(
        line.share == 0 for line in decision.ledger if line.why_not and line.why_not.code != "ungraded"
    )


@examples
@given(worlds())
def test_body_is_canonical_json_and_the_opinion_adds_up(world: World):
    decision = decided(world.evidence())
    body = decision.body()

    assert body == json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert decision.document() == json.loads(body)
    assert decision.opinion.belief + decision.opinion.disbelief + decision.opinion.uncertainty == 1000
