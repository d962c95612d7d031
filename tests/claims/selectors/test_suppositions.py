"""What is supposed, and then done for real, is decided alike; supposing writes nothing."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from actors.models import Actor
from actors.selectors.references import ReferenceNotFoundError
from actors.services import actors
from actors.services.records import Draft
from audit.errors import ReferenceWithdrawnError
from audit.models import Entry, Outbox
from audit.services import log
from claims.consensus import decide
from claims.errors import DerivationError, NotInLogError, QuantityError
from claims.models import Claim, Stance
from claims.selectors import evidence, policies, suppositions
from claims.selectors.suppositions import Saying, Supposition
from claims.services import stances
from tests.claims.services.walk import SAID, Walk, begun

pytestmark = pytest.mark.django_db
#: What is not a function of what was recorded: the ids that stances are given, and the digest over them.
MADE_UP = {"inputs_sha256"}


def supposition(walk: Walk) -> Supposition:
    """Suppose anything that may be done."""
    chance = walk.random
    said = tuple(saying(walk) for _ in range(chance.randrange(3)))
    standing = walk.ids["stance"]
    speakers = chance.sample(walk.ids["actor"], k=chance.randrange(2))
    return Supposition(
        said=said,
        withdrawn=tuple(chance.sample(standing, k=min(len(standing), chance.randrange(2)))),
        graded=tuple((actor, chance.choice(["", *"ABCDEF"])) for actor in speakers),
    )


def saying(walk: Walk) -> Saying:
    chance = walk.random
    root = walk.some("stance") if walk.flag() else None
    return Saying(
        actor=chance.choice(walk.ids["actor"]),
        position=chance.choice(["supports", "supports", "disputes", "disputes", "neutral"]),
        said_at=walk.moment(),
        basis=chance.choice(["verified", "observed", "reported"]),
        credibility=chance.choice([None, 1, 4]),
        hedged=walk.flag(),
        claim=chance.choice([None, *walk.ids["claim"]]),
        derived_from=root,
        relation="quotes" if root else "",
        quantity=chance.choice(SAID),
    )


def do(walk: Walk, claim: UUID, supposed: Supposition) -> list[str]:
    """Do for real what was supposed, and return the ids of the stances."""
    made = []
    for each in supposed.said:
        values = {name: getattr(each, name) for name in each.__slots__} | {"claim": each.claim or claim}
        draft = Draft({**values, "source": walk.ids["source"][0]})
        made.append(str(stances.record(draft=draft, by=walk.by).record.id))
    for stance in supposed.withdrawn:
        stances.withdraw(stance_id=stance, by=walk.by, reason="as supposed")
        walk.ids["stance"].remove(stance)
    for actor, letter in supposed.graded:
        actors.revise(actor_id=actor, draft=Draft({"reliability": letter}), by=walk.by, reason="as supposed")
    return made


def told(document: dict[str, Any], ids: list[str]) -> Any:
    """Return a decision in which stances of no lasting id go by their number."""
    text = repr({name: value for name, value in document.items() if name not in MADE_UP})
    for number, each in enumerate(ids):
        text = text.replace(each, f"supposed-{number}")
    return text


def trials(seed: int, count: int) -> int:
    """Suppose and do, again and again, and return how often it came out another way."""
    walk, differ = begun(seed), 0
    for _ in range(count):
        for _ in range(3):
            walk.step()
        log.drain()
        claim = walk.random.choice(walk.ids["claim"])
        supposed = supposition(walk)
        try:
            foretold = suppositions.decided(claim, supposed, to=walk.by)
        except QuantityError:
            with pytest.raises(QuantityError), transaction.atomic():
                do(walk, claim, supposed)
            continue
        ids = do(walk, claim, supposed)
        size = log.drain()
        came = decide(evidence.at(claim, size=size), policies.at(size).rules)
        differ += told(foretold.after.document(), list(foretold.stances)) != told(came.document(), ids)
    return differ


@pytest.mark.parametrize("seed", range(3))
def test_what_was_supposed_comes_out_alike_when_it_is_done(seed: int):
    assert trials(seed, 12) == 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 150))
def test_a_thousand_suppositions_come_out_alike_when_they_are_done(seed: int):
    assert trials(seed, 20) == 0


def test_supposing_writes_nothing():
    walk = begun(1)
    log.drain()
    kinds = (Claim, Actor, Stance, Entry, Outbox)
    before = [list(kind.objects.order_by("pk").values()) for kind in kinds]

    with connection.execute_wrapper(refuse_writes):
        suppositions.decided(walk.ids["claim"][0], supposition(walk), to=walk.by)

    assert [list(kind.objects.order_by("pk").values()) for kind in kinds] == before


def refuse_writes(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
    assert sql.lstrip().split()[0] in ("SELECT", "WITH", "SET", "DECLARE", "FETCH", "CLOSE"), sql
    return execute(sql, params, many, context)


def test_nothing_supposed_changes_nothing():
    walk = begun(2)
    log.drain()

    found = suppositions.decided(walk.ids["claim"][0], Supposition(), to=walk.by)

    assert found.before == found.after
    assert found.stances == ()


def test_what_is_withdrawn_or_not_there_is_refused_by_its_place():
    walk = begun(3)
    log.drain()
    claim, nobody = walk.ids["claim"][0], UUID(int=1)
    sound = replace(saying(walk), derived_from=None, relation="")
    gone = walk.ids["stance"][0]
    stances.withdraw(stance_id=gone, by=walk.by, reason="a slip")

    def refusal(supposed: Supposition) -> tuple[type[Exception], str | None]:
        with pytest.raises((ReferenceNotFoundError, ReferenceWithdrawnError, DerivationError)) as refused:
            suppositions.decided(claim, supposed, to=walk.by)
        return refused.type, refused.value.pointer

    assert refusal(Supposition(said=(sound, replace(sound, actor=nobody)))) == (
        ReferenceNotFoundError,
        "/stances/1/actor",
    )
    assert refusal(Supposition(withdrawn=(gone,))) == (ReferenceWithdrawnError, "/withdraw/0")
    assert refusal(Supposition(graded=((nobody, "A"),))) == (ReferenceNotFoundError, "/grades/0/actor")
    assert refusal(Supposition(said=(replace(sound, relation="quotes"),))) == (
        DerivationError,
        "/stances/0/derived_from",
    )


def test_a_claim_that_is_not_in_the_log_yet_is_to_be_asked_for_again():
    walk = begun(4)

    with pytest.raises(NotInLogError):
        suppositions.decided(walk.ids["claim"][0], Supposition(), to=walk.by)
