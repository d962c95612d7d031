"""An explanation in plain text says all that the decision does, in words that stand alone."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import CPL_1, CPL_1_DOCUMENT, Policy, decide, explain
from claims.consensus.explanation import WIDTH
from tests.claims.consensus.strategies import crowds, examples, worlds
from tests.claims.consensus.worlds import World, evidence, scenario

#: With which words more the status becomes another, by the status.
MORE = {
    "unsourced": ("supports", "disputes"), "unverified": ("supports", "disputes"),
    "single_source": ("supports", "disputes"), "contradicted": ("supports",),
}  # fmt: skip


def explained(decision: Any, text: str = "Text of c.", policy: Policy = CPL_1) -> str:
    return explain(decision.document(), text, policy)


def flat(text: str) -> str:
    return " ".join(text.split())


@examples
@given(st.one_of(crowds(), worlds()))
def test_every_stance_is_told_once_with_what_it_adds_or_why_it_adds_nothing(world: World):
    decision = world.decide()

    told = explained(decision)

    items = len([line for line in told.splitlines() if line.startswith("- ")])
    assert items - len(decision.ledger) - len(decision.flips) == (decision.status in MORE)
    assert flat(decision.sentence) in flat(told)
    for line in decision.ledger:
        words = line.why_not.words if line.why_not else f"(grade {line.factors.letter}"
        assert words in flat(told) or line.position in ("neutral", "no_comment")
        assert line.actor_name in told


@examples
@given(st.one_of(crowds(), worlds()))
def test_one_word_more_does_what_is_said_of_it(world: World):
    before = world.decide()

    for position in MORE.get(before.status, ()):
        world.say("more", world.actor("newcomer", "B"), position, day=100)
        after = world.decide()
        origins = after.support_origins + after.dispute_origins
        assert origins == before.support_origins + before.dispute_origins + 1
        assert after.status != before.status


@examples
@given(st.one_of(crowds(), worlds()))
def test_no_line_is_wider_than_a_page_and_no_control_is_left(world: World):
    world.actor("a0", "B", party="\x1b[31m\u202e")
    told = explained(world.decide(), "Text\u202e with\x07 controls.")

    assert max(map(len, told.splitlines())) <= WIDTH
    assert all(letter.isprintable() or letter in "\n\u00a0" for letter in told)


def test_the_border_crossing_is_explained_whole():
    rows = scenario()
    claim = next(row for row in rows if row.get("ref") == "entered-dnipropetrovsk")

    assert (
        explained(decide(evidence(rows, claim["ref"]), CPL_1), claim["text"])
        == f"""\
“Russian ground forces have entered Dnipropetrovsk Oblast.”

Status: corroborated by common ground.

Corroborated by common ground: Viktor Trehubov supports it against the interest of its own side, and
Government of Russia, whom it serves, supports it too. The sources lean towards support, on one
origin. This is the state of the sources, never the truth.

Weight: 420 for it (1 origin); 0 against it (0 origins). In centidecibans, of which 1000 are odds of
ten to one; an origin counts from 100 on. Lean of the sources: for 58.3\u00a0%, against 0\u00a0%, open 41.7\u00a0%.

What is reckoned with:
- Viktor Trehubov supports it and adds 420 for it (grade C = 269, from observation ×\u00a0125\u00a0%,
  credibility not judged, against its own interest ×\u00a0125\u00a0%).
- Government of Russia supports it and adds nothing (grade D = 0, basis not given, credibility not
  judged, serves its own side ×\u00a050\u00a0%).

What does not count, and why:
- BBC supports it. Quotes Viktor Trehubov; adds no origin.

What would change it:
- Without the word of Viktor Trehubov the status would be unverified.

Decided by the policy cpl-1, SHA-256
{CPL_1.sha256}.
"""
    )


def test_what_lies_over_a_status_is_told_with_what_lies_beneath():
    world = World(withdrawn=True)
    world.say("s1", "a1")

    assert "Status: withdrawn; without what lies over it, single source." in explained(world.decide())


def test_a_bloc_is_told_by_what_each_adds_of_its_weight():
    world = World()
    world.actor("a1", "B", party="p")
    world.actor("a2", "C", party="p")
    world.say("s1", "a1")
    world.say("s2", "a2")

    told = flat(explained(world.decide()))

    assert (
        "A2 supports it and adds 67 for it of the 269 that it weighs, after others of its organisation or party"
        in told
    )


def test_nothing_said_is_explained_without_empty_parts():
    assert (
        explained(World().decide())
        == f"""\
“Text of c.”

Status: unsourced.

Nobody on record takes a side on this claim. This is the state of the sources, never the truth.

Weight: 0 for it (0 origins); 0 against it (0 origins). In centidecibans, of which 1000 are odds of
ten to one; an origin counts from 100 on. Lean of the sources: for 0\u00a0%, against 0\u00a0%, open 100\u00a0%.

What would change it:
- A word that weighs 100 or more, of a speaker with a grade, would be an origin.

Decided by the policy cpl-1, SHA-256
{CPL_1.sha256}.
"""
    )


def test_lines_that_do_not_count_and_a_word_from_another_claim_are_told_whole():
    world = World()
    world.claim("d")
    world.relate("entails", "d", "c")
    world.say("s1", "bbc", on="d", hedged=True)
    world.say("s2", world.actor("blog"), "disputes")
    world.say("s3", "post", "neutral")

    weight, counting, beside, change = explained(world.decide()).split("\n\n")[3:7]

    assert flat(weight).startswith(
        "Weight: 301 for it (1 origin); 87 against it (0 origins, 87 of it from speakers without a grade)."
    )
    assert flat(counting) == flat(
        "What is reckoned with: - Bbc supports a claim that entails this one, and adds 301 for it"
        " (grade B = 602, basis not given, credibility not judged, hedged ×\u00a050\u00a0%, nothing at stake)."
    )
    assert beside.splitlines()[1:] == [
        "- Blog disputes it. Its speaker has no grade: shown in the total, but no part of the status.",
        "- Post takes no side.",
    ]
    assert change.splitlines()[1:] == [
        "- Without the word of Bbc the status would be unverified.",
        "- A second origin for it, or one against it, would change the status.",
    ]


def test_what_a_learned_grade_is_worth_is_told_for_a_speaker_without_a_letter():
    world = World()
    world.say("s1", world.actor("blog"))
    learned = {**CPL_1_DOCUMENT, "actors": {"blog": {"affirming": 500, "denying": 400}}}
    policy = Policy.from_document(learned)

    told = explained(decide(world.evidence(), policy), policy=policy)

    assert "- Blog supports it and adds 500 for it (learned grade = 500," in told


def test_the_words_of_two_that_change_it_together_are_told_together():
    world = World()
    for speaker, position in (("a", "supports"), ("b", "supports"), ("d", "disputes"), ("e", "disputes")):
        world.say(f"s{speaker}", speaker, position)

    assert "- Without the word of A and B the status would be refuted.\n" in explained(world.decide())


def test_lines_of_equal_share_come_by_weight():
    world = World()
    world.say("s1", "light")
    world.say("s2", "heavy")
    document = world.decide().document()
    light, heavy = sorted(document["ledger"], key=lambda line: line["actor"] == "heavy")
    document["ledger"] = [{**light, "weight": 700}, {**heavy, "weight": 800}]

    told = explain(document, "Text.", CPL_1)

    assert told.index("Heavy supports") < told.index("Light supports")


def test_a_text_fills_the_width_of_a_page_and_controls_are_blanks():
    text = "a\u202eb " + "word " * 18 + "end."

    assert f"“{text}”".replace("\u202e", " ") == explained(World().decide(), text).splitlines()[0]


def test_a_letter_that_is_lifted_by_a_concession_says_so():
    world = World(favours="p")
    world.say("s1", world.actor("ministry", "D", party="q"))

    assert "(grade D, lifted by the concession, = 269," in flat(explained(world.decide()))


def test_a_claim_that_is_contradicted_says_what_one_origin_would_do():
    world = World()
    world.say("s1", "bbc", "disputes")

    assert "- An origin for it would change the status.\n" in explained(world.decide())
