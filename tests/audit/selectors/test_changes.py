"""The change log, filtered and told, held against the revisions themselves."""

import random
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from actors.models import Account, AccountKind, Actor
from audit.records import tracked_models
from audit.selectors import changes, exports, sentences
from audit.selectors.kinds import known
from audit.services import changes as follower
from audit.services import log, visits
from claims.models import Claim, Stance
from tests.audit.changelog import FILTERS, kept, questions, read
from tests.audit.samples import WRITER, Bootstrap, World, attributed
from tests.audit.write_paths import raw_insert, raw_update
from tests.figures import Figure


@pytest.fixture(scope="module")
def written(register: World) -> World:
    """Return a register with a change or two of each kind in its change log."""
    chance = random.Random(8)
    for model in tracked_models() * 3:
        row = register.sample(model)
        with attributed():
            raw_insert(row)
        names = [f.attname for f in model._meta.fields if f.name in ("note", "label", "text", "email")]
        for name in chance.sample(names, min(len(names), 2)):
            setattr(row, name, register.other(row, model._meta.get_field(name)))
            with attributed():
                raw_update(row, [name])
    log.drain()
    follower.follow()
    return register


def asked(wanted: dict[str, Any], to: Any = Bootstrap()) -> list[int]:  # noqa: B008 - frozen
    return [row["index"] for row in changes.matching(wanted, to=to).order_by("-index")]


@pytest.mark.usefixtures("written")
def test_filters_find_what_looking_at_each_revision_finds(figure: Figure):
    seen = read()
    asking = [*questions(seen, random.Random(11), 250)]

    differing = [wanted for wanted in asking if asked(wanted) != [one.index for one in kept(seen, wanted)]]

    found = sum(bool(kept(seen, wanted)) for wanted in asking)
    figure("change log", filters_unlike_a_look_at_each_revision=(len(differing), len(asking)))
    assert differing == []
    assert found > len(asking) / 3
    assert {name for wanted in asking for name in wanted} == set(FILTERS)


@pytest.mark.usefixtures("written")
def test_what_is_told_is_what_the_revisions_differ_in():
    seen = {one.index: one for one in read()}

    told = [
        one
        for batch in changes.in_batches(changes.matching({}, to=Bootstrap()), to=Bootstrap())
        for one in batch
    ]

    assert [one.row["index"] for one in told] == [*seen]
    for one in told:
        assert {each.name: (each.old, each.new) for each in one.differences} == seen[one.row["index"]].fields


@pytest.mark.usefixtures("written")
def test_batches_go_on_where_the_last_one_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(changes, "BATCH", 7)

    told = [
        one
        for batch in changes.in_batches(changes.matching({}, to=Bootstrap()), to=Bootstrap())
        for one in batch
    ]

    assert [one.row["index"] for one in told] == asked({})


def test_every_kind_is_registered_and_tells_no_secret():
    assert {kind.model for kind in known} == {*tracked_models()}
    names = {name for kind in known for name in kind.told.values()}
    assert names.isdisjoint({"digest", "password", "posted", "body", "last_used_at"})


@pytest.mark.usefixtures("written")
def test_partners_see_no_change_to_who_has_access():
    everything = {row["table_name"] for row in changes.matching({}, to=Bootstrap())}

    shown = {row["table_name"] for row in changes.matching({}, to=WRITER)}

    assert everything - shown == {
        "actors_partner",
        "actors_account",
        "actors_apikey",
        "actors_oauthclient",
    }
    assert asked({"kind": ["account"]}, to=WRITER) == []


@pytest.mark.usefixtures("written")
def test_a_page_costs_the_same_however_many_rows_it_has(
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    page = list(changes.matching({}, to=Bootstrap()).order_by("-index")[:200])
    assert {row["table_name"] for row in page} == {kind.table for kind in known}

    # One for the revisions of each of nineteen kinds, one for the names of each.
    with django_assert_max_num_queries(36):
        assert len(changes.tell(page)) == len(page)


def sentence_of(row: Any, **wanted: Any) -> str:
    log.drain()
    follower.follow()
    (told, *_) = changes.tell(
        changes.matching({"object": [row.pk], **wanted}, to=Bootstrap()).order_by("-index")
    )
    return sentences.text(told.sentence)


def test_sentences_say_who_did_what_to_which_record(register: World):
    actor = register.sample(Actor)
    actor.name, actor.reliability, actor.withdrawn_at = "General Staff", "B", None
    with attributed():
        raw_insert(actor)
    assert sentence_of(actor) == f"{WRITER.id} recorded actor “General Staff”."

    actor.reliability = "C"
    with attributed():
        raw_update(actor, ["reliability"])
    assert sentence_of(actor) == f"{WRITER.id} changed reliability of actor “General Staff” from “B” to “C”."

    actor.party, actor.note = "", "x" * 100
    with attributed():
        raw_update(actor, ["party", "note"])
    assert sentence_of(actor) == f"{WRITER.id} changed party and note of actor “General Staff”."

    actor.withdrawn_at = actor.recorded_at
    with attributed():
        raw_update(actor, ["withdrawn_at"])
    assert sentence_of(actor) == f"{WRITER.id} withdrew actor “General Staff”."


def test_what_a_sentence_refers_to_has_its_name(register: World):
    stance = register.sample(Stance)
    with attributed():
        raw_insert(stance)

    words = sentence_of(stance)

    assert exports.guarded(words) == words
    assert f"“{' '.join(Actor.objects.get(pk=stance.actor_id).name.split())}: {stance.position} " in words
    assert " ".join(Claim.objects.get(pk=stance.claim_id).text.split()) in words


def test_braces_in_a_name_are_text(register: World):
    actor = register.sample(Actor)
    actor.name = "{kind.model} {0} %s <b>"
    with attributed():
        raw_insert(actor)

    assert "actor “{kind.model} {0} %s <b>”" in sentence_of(actor)


@pytest.mark.usefixtures("register")
def test_a_visit_is_the_accounts_own_and_never_moves_back():
    account = Account(name=f"a{uuid4()}", kind=AccountKind.AUDITOR)
    assert changes.visit_of(account) is None

    for position in (5, 9, 3):
        visits.mark(by=account, position=position)

    found = changes.visit_of(account)
    assert found is not None
    assert found.position == 9
    assert changes.visit_of(Bootstrap()) is None


FULL_WIDTH = "\uff1d", "\uff0b", "\uff0d", "\uff20"
UNSEEN = "\u200b", "\u202e", "\ufeff", " "


@pytest.mark.parametrize(
    "text", [*"=+-@\t\r\n", "=1+1", "+1", *FULL_WIDTH, *(f"{before}=1" for before in UNSEEN)]
)
def test_what_begins_like_a_formula_is_guarded(text: str):
    assert exports.guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "1=1", "a-b", "“=1”", "'=1"])
def test_what_does_not_is_left_alone(text: str):
    assert exports.guarded(text) == text
