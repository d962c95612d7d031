"""A claim followed through time is what deciding anew at each moment gives."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import CPL_1, CPL_1_DOCUMENT, Evidence, Policy, Step, course, decide
from tests.claims.consensus.strategies import examples, worlds
from tests.claims.consensus.worlds import World

MOMENTS = 5


def chained(evidence: Evidence, moments: Mapping[str, int]) -> dict[str, int]:
    """Return from which moment on each stance is heard: not before any that it derives from, rings together."""
    origins = {stance.id: stance.derived_from for stance in evidence.stances}
    heard = {}
    for start in origins:  # noqa: PLC0206 - each walks on from its own
        above, at = {start}, origins[start]
        while at is not None and at in origins and at not in above:
            above.add(at)
            at = origins[at]
        heard[start] = max(moments[one] for one in above)
    return heard


def followed(
    evidence: Evidence, moments: Mapping[str, int], policy: Policy = CPL_1
) -> tuple[list[Step], list[Step]]:
    """Return the course, and what deciding anew gives at each of its moments."""
    since = chained(evidence, moments)
    anew = []
    for moment in range(MOMENTS):
        said = tuple(stance for stance in evidence.stances if since[stance.id] <= moment)
        whole = decide(replace(evidence, stances=said), policy)
        anew.append(Step(whole.status, whole.reason, whole.support, whole.dispute))
    heard = [[one for one, at in since.items() if at == moment] for moment in range(MOMENTS)]
    return course(evidence, heard, policy), anew


@examples
@given(worlds(stances=12), st.data())
def test_each_step_is_the_decision_on_what_was_heard_by_then(world: World, data: st.DataObject):
    evidence = world.evidence()
    moments = {stance.id: data.draw(st.integers(0, MOMENTS - 1)) for stance in evidence.stances}

    steps, anew = followed(evidence, moments)

    assert steps == anew


def test_grades_learned_of_an_actor_count_in_a_course():
    learned = {"x": {"affirming": 500, "denying": 0}}
    world = World()
    world.actor("x")
    world.say("s", "x")

    steps, anew = followed(
        world.evidence(), {"s": 1}, Policy.from_document(CPL_1_DOCUMENT | {"actors": learned})
    )

    assert steps == anew
    assert [step.status for step in steps[:2]] == ["unsourced", "single_source"]


def test_who_goes_over_to_repeating_others_is_no_origin_any_more():
    world = World()
    world.say("root", "ngo", "disputes")
    world.say("own", "bbc", day=1)
    world.say("repeats", "bbc", "disputes", day=2, derived_from="root", relation="quotes")

    steps, anew = followed(world.evidence(), {"root": 0, "own": 1, "repeats": 2})

    assert steps == anew
    assert [step.support > 0 for step in steps] == [False, True, False, False, False]


def test_who_takes_no_side_any_more_by_another_claim_stands_as_the_claim_itself_has_it():
    world = World(question="q", answer="yes")
    world.question("q")
    world.claim("d", question="q", answer="no")
    world.say("rival", "bbc", on="d")
    world.say("denied", "bbc", "disputes", on="d", day=1)

    steps, anew = followed(world.evidence(), {"rival": 0, "denied": 1})

    assert steps == anew
    assert [step.dispute > 0 for step in steps] == [True, False, False, False, False]


def test_claim_is_superseded_once_the_newer_one_is_corroborated_and_not_before():
    world = World()
    world.claim("newer")
    world.relate("supersedes", "newer", "c")
    for day, name in enumerate(("one", "two", "three")):
        world.actor(name, "A")
        world.say(name, name, on="newer", day=day, basis="verified", credibility=1)
    evidence = world.evidence()

    steps, anew = followed(evidence, {"one": 1, "two": 2, "three": 3})

    assert steps == anew
    assert steps[0].status == "unsourced"
    assert steps[-1].status == "superseded"


def test_course_of_nothing_heard_has_no_step_and_one_moment_of_silence_is_unsourced():
    evidence = World().evidence()

    assert course(evidence, [], CPL_1) == []
    assert course(evidence, [[]], CPL_1) == [Step("unsourced", "", 0, 0)]
