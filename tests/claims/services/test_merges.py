"""Records that are one become one, and can be told apart again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Model

from actors.models import Account, AccountKind, Actor, Mergeable, Partner, Record, Role
from actors.services import accounts, actors, partners
from actors.services.records import Draft
from audit.errors import (
    AlreadyWithdrawnError,
    ExternalIdTakenError,
    NotFoundError,
    NotOwnerError,
    ReasonRequiredError,
    ReferenceWithdrawnError,
    StaleRevisionError,
)
from audit.records import tracked_models
from claims.errors import (
    MergedError,
    MergeIntoItselfError,
    NotMergedError,
    UndoFirstError,
    UnlikeClaimsError,
    UnlikeMarkingsError,
)
from claims.models import (
    Claim,
    ClaimRelation,
    Consensus,
    Determination,
    Merge,
    Place,
    Proposal,
    Question,
    Remark,
    Source,
    Stance,
    Verdict,
)
from claims.services import (
    claims,
    merges,
    moves,
    places,
    questions,
    relations,
    remarks,
    sources,
    stances,
    verdicts,
)
from tests.desk import AUGUST, Bootstrap
from tests.flows.hidden import at_rest, group, member

pytestmark = pytest.mark.django_db

SERVICES: dict[type[Record], Any] = {
    Actor: actors, Claim: claims, ClaimRelation: relations, Place: places, Question: questions, Source: sources,
    Remark: remarks, Stance: stances, Verdict: verdicts,
}  # fmt: skip


def new(kind: type[Record], /, *, by: Any = None, **values: Any) -> Any:
    own: dict[type[Record], dict[str, Any]] = {
        Actor: {"name": "Somebody", "kind": "person", "reliability": "B"},
        Claim: {"text": "Something is so."},
        ClaimRelation: {"kind": "entails"},
        Question: {"text": "What is so?"},
        Place: {"name": "Somewhere"},
        Remark: {"text": "Among us."},
        Source: {"title": "A report", "kind": "article"},
        Stance: {"position": "supports", "said_at": AUGUST},
        Verdict: {"ruling": "holds", "grounds": "seen"},
    }
    names = {name: each.pk if isinstance(each, Model) else each for name, each in values.items()}
    external = names.pop("external_id", None)
    draft = Draft({**own[kind], **names}, external_id=external)
    return SERVICES[kind].record(draft=draft, by=by or Bootstrap(), reason="as it is").record


def merge(record: Any, into: Any, **given: Any) -> Any:
    given = {"by": Bootstrap(), "reason": "recorded twice", **given}
    return merges.merge(type(record), record.id, into=getattr(into, "id", into), **given)


def undo(record: Any, **given: Any) -> Any:
    return merges.undo(type(record), record.id, **{"by": Bootstrap(), "reason": "not the same", **given})


def standing(record: Record) -> tuple[bool, UUID | None, int]:
    record.refresh_from_db()
    return not record.is_withdrawn, getattr(record, "merged_into_id", None), record.revision


@dataclass
class World:
    """Two of each kind, and one record that refers to the first of them by each reference that moves."""

    first: dict[type[Mergeable], Any]
    second: dict[type[Mergeable], Any]
    referring: dict[str, Record]


@pytest.fixture
def world() -> World:
    first: dict[type[Mergeable], Any] = {kind: new(kind) for kind in (Actor, Claim, Place)}
    second: dict[type[Mergeable], Any] = {kind: new(kind) for kind in (Actor, Claim, Place)}
    other, third = new(Actor), new(Claim)
    for each in (first, second):
        each[Source] = new(Source, publisher=other)
    referring = {
        "claims_stance": new(Stance, claim=first[Claim], actor=first[Actor], source=first[Source]),
        "claims_source": new(Source, publisher=first[Actor]),
        "part": new(Actor, part_of=first[Actor]),
        "speaker": new(Actor, speaks_for=first[Actor]),
        "from": new(ClaimRelation, from_claim=first[Claim], to_claim=third),
        "to": new(ClaimRelation, from_claim=third, to_claim=first[Claim]),
        "remark on an actor": new(Remark, actor=first[Actor]),
        "remark on a claim": new(Remark, claim=first[Claim]),
        "remark on a source": new(Remark, source=first[Source]),
        "remark that names a source": new(Remark, claim=third, found_in=first[Source]),
        "claims_verdict": new(Verdict, claim=first[Claim]),
        "claims_claim": new(Claim, place=first[Place]),
        "claims_question": new(Question, place=first[Place]),
    }
    return World(first, second, referring)


def references(world: World) -> dict[tuple[str, str], Any]:
    found = {}
    for places_ in moves.REFERRING.values():
        for model, field in places_:
            for name, record in world.referring.items():
                if isinstance(record, model) and getattr(record, f"{field}_id") is not None:
                    record.refresh_from_db()
                    found[name, field] = getattr(record, f"{field}_id")
    return found


@pytest.mark.parametrize("kind", moves.REFERRING)
def test_what_refers_to_a_merged_record_refers_to_the_other_until_it_is_undone(
    world: World, kind: type[Mergeable]
):
    before = references(world)
    record, other = world.first[kind], world.second[kind]

    merge(record, other)

    assert references(world) == {place: other.id if to == record.id else to for place, to in before.items()}
    assert standing(record) == (False, other.id, 2)
    assert standing(other) == (True, None, 1)
    made = Merge.objects.get()
    assert (made.record, made.survivor, len(made.moved)) == (record, other.id, len(moves.REFERRING[kind]))

    undo(record)

    assert references(world) == before
    assert standing(record) == (True, None, 3)
    made.refresh_from_db()
    assert (made.is_withdrawn, made.revision) == (True, 2)
    said = [each.history_change_reason for each in record.history.order_by("revision")]
    assert said == ["as it is", "recorded twice", "not the same"]


def test_every_reference_to_what_can_be_merged_moves_or_stays_for_a_reason():
    stays = {
        (Determination, "claim"): "says what was decided on that claim",
        **{(Merge, name): "says which record was merged" for name in ("actor", "claim", "place", "source")},
        **{
            (Proposal, name): "is of a record as it was read"
            for name in ("actor", "claim", "place", "source")
        },
        **{(kind, "merged_into"): "the way there goes step by step" for kind in moves.REFERRING},
    }
    moved = {(model, field) for places_ in moves.REFERRING.values() for model, field in places_}
    found = {
        (model, field.name)
        for model in tracked_models()
        for field in model._meta.concrete_fields
        if isinstance(field.related_model, type) and issubclass(field.related_model, Mergeable)
    }

    assert found == moved | set(stays)


def test_consensus_is_decided_anew_on_both_and_says_that_it_was_a_merge(world: World):
    claim, other = world.first[Claim], world.second[Claim]
    at_rest()
    before = {each.claim_id: each.status for each in Consensus.objects.all()}

    merge(claim, other)
    at_rest()

    after = {each.claim_id: each for each in Consensus.objects.select_related("determination")}
    assert (after[claim.id].status, after[other.id].status) == ("withdrawn", before[claim.id])
    trigger = after[other.id].determination.trigger
    assert '"kind":"merge"' in trigger.replace(" ", "")

    undo(claim)
    at_rest()

    assert {each.claim_id: each.status for each in Consensus.objects.all()} == before


def test_consensus_follows_an_actor_with_many_words():
    speaker, other, source = new(Actor, reliability="A"), new(Actor, reliability="E"), None
    source = new(Source, publisher=other)
    said = [new(Stance, claim=new(Claim), actor=speaker, source=source, basis="verified") for _ in range(60)]
    at_rest()
    before = {each.claim_id: each.status for each in Consensus.objects.all()}

    merge(speaker, other)
    at_rest()

    assert Stance.objects.filter(actor=other).count() == 60
    now = Determination.objects.filter(claim=said[0].claim_id).latest("log_size")
    assert str(other.id) in now.body
    assert {each.status for each in Consensus.objects.all()} != set(before.values())

    undo(speaker)
    at_rest()

    assert {each.claim_id: each.status for each in Consensus.objects.all()} == before


def test_a_relation_of_a_claim_to_itself_or_stated_twice_stays_behind():
    claim, other, third = new(Claim), new(Claim), new(Claim)
    itself = new(ClaimRelation, from_claim=claim, to_claim=other)
    again = new(ClaimRelation, from_claim=claim, to_claim=third)
    new(ClaimRelation, from_claim=other, to_claim=third)
    another = new(ClaimRelation, kind="contradicts", from_claim=claim, to_claim=third)

    merge(claim, other)

    ends = {each.id: each.from_claim_id for each in ClaimRelation.objects.all()}
    assert (ends[itself.id], ends[again.id], ends[another.id]) == (claim.id, claim.id, other.id)


def test_a_link_that_would_close_a_ring_stays_behind():
    actor, other = new(Actor), new(Actor)
    above = new(Actor, part_of=actor)
    actors.revise(actor_id=other.id, draft=Draft({"part_of": above.id}), by=Bootstrap(), reason="so it is")
    beside = new(Actor, part_of=actor)

    merge(actor, other)

    above.refresh_from_db()
    beside.refresh_from_db()
    assert (above.part_of_id, beside.part_of_id) == (actor.id, other.id)


def test_what_was_withdrawn_stays_and_what_was_merged_moves():
    actor, other, source = new(Actor), new(Actor), new(Source, publisher=new(Actor))
    gone = new(Stance, claim=new(Claim), actor=actor, source=source)
    stances.withdraw(stance_id=gone.id, by=Bootstrap(), reason="misread")
    twice = new(Source, publisher=actor)
    merge(twice, source)

    merge(actor, other)

    gone.refresh_from_db()
    twice.refresh_from_db()
    assert (gone.actor_id, twice.publisher_id) == (actor.id, other.id)


def test_what_was_recorded_or_moved_since_stays_when_a_merge_is_undone():
    actor, other, third = (new(Actor) for _ in range(3))
    source, part = new(Source, publisher=actor), new(Actor, part_of=actor)
    merge(actor, other)
    since = new(Source, publisher=actor)
    actors.revise(actor_id=part.id, draft=Draft({"part_of": third.id}), by=Bootstrap(), reason="it moved")

    undo(actor)

    for each in (source, since, part):
        each.refresh_from_db()
    assert (source.publisher_id, since.publisher_id, part.part_of_id) == (actor.id, other.id, third.id)


def test_merges_that_stack_come_undone_latest_first():
    one, two, three = (new(Actor) for _ in range(3))
    source = new(Source, publisher=one)
    merge(one, two)
    merge(two, three)

    with pytest.raises(UndoFirstError) as refused:
        undo(one)
    assert refused.value.extra == {"undo_first": str(two.id)}
    undo(two)
    undo(one)

    source.refresh_from_db()
    assert source.publisher_id == one.id


def test_merges_into_one_come_undone_in_any_order():
    one, two, three = (new(Actor) for _ in range(3))
    published = [new(Source, publisher=each) for each in (one, two)]
    merge(one, three)
    merge(two, three)

    undo(one)
    undo(two)

    for each in published:
        each.refresh_from_db()
    assert [each.publisher_id for each in published] == [one.id, two.id]


def test_a_merge_whose_undoing_would_say_a_thing_twice_waits_for_the_later_one():
    one, two, three, four = (new(Claim) for _ in range(4))
    moved = new(ClaimRelation, from_claim=two, to_claim=three)
    left = new(ClaimRelation, from_claim=one, to_claim=three)
    new(ClaimRelation, from_claim=one, to_claim=four)
    merge(three, four)
    merge(one, two)

    with pytest.raises(UndoFirstError) as refused:
        undo(three)
    assert refused.value.extra == {"undo_first": str(one.id)}
    undo(one)
    undo(three)

    ends = [
        (each.from_claim_id, each.to_claim_id)
        for each in ClaimRelation.objects.filter(id__in=[moved.id, left.id])
    ]
    assert sorted(ends) == sorted([(two.id, three.id), (one.id, three.id)])


def test_a_merge_whose_undoing_would_close_a_ring_waits_for_the_later_one():
    actor, other, above, top = (new(Actor) for _ in range(4))
    below = new(Actor, part_of=actor)
    actors.revise(actor_id=actor.id, draft=Draft({"part_of": above.id}), by=Bootstrap(), reason="so it is")
    merge(actor, other)
    actors.revise(actor_id=top.id, draft=Draft({"part_of": below.id}), by=Bootstrap(), reason="so it is")
    merge(above, top)

    with pytest.raises(UndoFirstError) as refused:
        undo(actor)
    assert refused.value.extra == {"undo_first": str(above.id)}


def test_a_record_is_not_merged_into_itself_or_into_what_does_not_stand():
    actor, other, gone, merged = (new(Actor) for _ in range(4))
    actors.withdraw(actor_id=gone.id, by=Bootstrap(), reason="an invention")
    merge(merged, other)

    with pytest.raises(MergeIntoItselfError):
        merge(actor, actor)
    with pytest.raises(ReferenceWithdrawnError):
        merge(actor, gone)
    with pytest.raises(MergedError):
        merge(actor, merged)
    for record in (gone, merged):
        with pytest.raises(AlreadyWithdrawnError):
            merge(record, actor)
    with pytest.raises(NotFoundError):
        merge(actor, new(Place))
    with pytest.raises(NotMergedError):
        undo(gone)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"quantity": "12 persons"}, {"quantity": "13 persons"}),
        ({"quantity": "12 persons"}, {}),
        ({"answer": "yes"}, {"answer": "no"}),
        ({"valid_to": AUGUST}, {"valid_from": AUGUST}),
        ({"valid_from": AUGUST}, {"valid_to": AUGUST}),
    ],
)
def test_claims_that_cannot_be_the_same_are_not_merged(one: dict[str, Any], other: dict[str, Any]):
    asked = new(Question, exclusive=True) if "answer" in one else None

    with pytest.raises(UnlikeClaimsError):
        merge(new(Claim, question=asked, **one), new(Claim, question=asked, **other))


def test_claims_that_answer_different_questions_are_merged():
    merge(new(Claim, question=new(Question, exclusive=True), answer="yes"), new(Claim, answer="no"))

    assert Merge.objects.count() == 1


def test_a_change_needs_a_reason_and_the_revision_that_was_read():
    actor, other = new(Actor), new(Actor)

    with pytest.raises(ReasonRequiredError):
        merge(actor, other, reason=" ")
    with pytest.raises(StaleRevisionError):
        merge(actor, other, expected={2})
    merge(actor, other, expected={1})
    with pytest.raises(ReasonRequiredError):
        undo(actor, reason="")
    with pytest.raises(StaleRevisionError):
        undo(actor, expected={1})
    undo(actor, expected={2})


def partner(slug: str) -> Account:
    found: Partner = partners.record(slug=slug, name=slug, by=Bootstrap())
    return accounts.record(name=f"{slug}-feed", kind=AccountKind.SERVICE, partner=found, by=Bootstrap())


def test_a_partner_merges_what_is_its_own_alone():
    by, stranger = partner("newsroom"), partner("monitor")
    own, second, others = new(Actor, by=by), new(Actor, by=by), new(Actor, by=stranger)

    for record, into in ((own, others), (others, own)):
        with pytest.raises(NotOwnerError):
            merge(record, into, by=by)
    merge(own, second, by=by)
    with pytest.raises(NotOwnerError):
        undo(own, by=stranger)
    undo(own, by=by)
    merge(own, others)
    with pytest.raises(NotOwnerError):
        undo(own, by=by)


def test_own_names_of_a_merged_record_go_on_working():
    by = partner("newsroom")
    actor, other = new(Actor, by=by, external_id="spokesman"), new(Actor, by=by)
    named = Draft({"title": "A statement", "kind": "article", "publisher": actor.id}, external_id="statement")
    posted = sources.record(draft=named, by=by).record
    merge(actor, other, by=by)

    again = sources.record(draft=named, by=by)
    later = new(Source, by=by, publisher=actor.id, external_id="later")

    assert (again.created, again.record.id, later.publisher_id) == (False, posted.id, other.id)
    with pytest.raises(ExternalIdTakenError):
        new(Source, by=by, title="Another", publisher=actor.id, external_id="later")


def test_a_reference_that_stayed_behind_can_be_sent_again_as_it_is():
    actor, other = new(Actor), new(Actor)
    actors.revise(actor_id=other.id, draft=Draft({"part_of": actor.id}), by=Bootstrap(), reason="so it is")
    merge(actor, other)

    draft = Draft({"part_of": actor.id, "note": "once more"})
    revised = actors.revise(actor_id=other.id, draft=draft, by=Bootstrap(), reason="a note")

    assert (revised.part_of_id, revised.note) == (actor.id, "once more")


def test_records_that_are_not_marked_alike_are_not_merged():
    writer, friend = member("writer"), member("friend")
    amber = {"marking": "amber", "circles": [group("both", writer, friend)]}
    clear, green, hidden = new(Actor), new(Actor, marking="green"), new(Actor, by=writer, **amber)

    for one, other in ((clear, green), (green, clear), (clear, hidden), (hidden, green)):
        with pytest.raises(UnlikeMarkingsError):
            merge(one, other)


def test_what_moved_is_told_to_whoever_sees_it_and_stays_marked_as_it_was():
    writer, friend = member("writer"), member("friend")
    circle = group("both", writer, friend)
    actor, other = new(Actor), new(Actor)
    hidden = new(Source, by=writer, publisher=actor, marking="amber", circles=[circle])
    green = new(Source, publisher=actor, marking="green")

    merge(actor, other)

    made = [(each.marking, each.circles, each.moved) for each in Merge.objects.order_by("id")]
    assert made[-1] == ("clear", [], [])
    assert sorted(made[:-1]) == [("amber", [circle], [hidden.id]), ("green", [], [green.id])]
    undo(actor)
    assert not Merge.objects.filter(withdrawn_at__isnull=True).exists()
    for each, marking in ((hidden, "amber"), (green, "green"), (actor, "clear"), (other, "clear")):
        each.refresh_from_db()
        assert each.marking == marking


def test_a_merged_record_becomes_stricter_with_the_other():
    writer = member("writer")
    actor, other = new(Actor, by=writer), new(Actor, by=writer)
    merge(actor, other)

    draft = Draft({"marking": "amber", "circles": [writer.partner_id]})
    actors.revise(actor_id=other.id, draft=draft, by=writer, reason="not for everybody")

    actor.refresh_from_db()
    assert (actor.marking, actor.circles, Merge.objects.get().marking) == (
        "amber",
        [writer.partner_id],
        "amber",
    )


def test_a_merge_that_is_not_there_is_not_found():
    with pytest.raises(NotFoundError):
        merges.undo(Actor, uuid4(), by=Bootstrap(), reason="why")


def test_contributor_merges_what_it_recorded_itself():
    desk = partners.record(slug="desk", name="Desk", by=Bootstrap())
    ann, bob = (
        accounts.record(
            name=f"desk-{name}", kind=AccountKind.SERVICE, role=Role.CONTRIBUTOR, partner=desk, by=Bootstrap()
        )
        for name in ("ann", "bob")
    )
    own, twice, other = new(Place, by=ann), new(Place, by=ann), new(Place, by=bob)

    for record, into in ((own, other), (other, own)):
        with pytest.raises(NotOwnerError):
            merge(record, into, by=ann)
    merge(own, twice, by=ann)
    with pytest.raises(NotOwnerError):
        undo(own, by=bob)
    assert standing(undo(own, by=ann))[1] is None
