"""Nothing is less strict than what it rests on, whoever writes, in whatever order."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from audit.attribution import audited_write
from audit.records import FREE, Marking, tracked_models
from audit.records.markings import links
from audit.records.seen import marked
from claims.models import Claim, Stance
from tests.claims.services.walk import Staff, Walk, begun
from tests.databases import Database

ORDER = list(Marking)
CIRCLES = [UUID(int=number) for number in (1, 2, 3)]


def stricter(chance: Random) -> dict[str, Any]:
    """Return a marking of chance."""
    marking = chance.choice(ORDER)
    return {
        "marking": marking,
        "circles": [] if marking in FREE else sorted(chance.sample(CIRCLES, k=chance.choice([1, 1, 2]))),
    }


def looser() -> list[str]:
    """Return the records that are less strict than something that they rest on."""
    found = []
    for model in marked(tracked_models()):
        if model.seen_with:
            continue
        for column, table in links(model):
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT d.id FROM "{model._meta.db_table}" d JOIN "{table}" p ON p.id = d."{column}"'  # noqa: S608
                    " WHERE NOT p.circles <@ d.circles OR array_position(%s, p.marking::text)"
                    " > array_position(%s, d.marking::text)",
                    [[*map(str, ORDER)], [*map(str, ORDER)]],
                )
                found += [f"{model.__name__} {row[0]} by {column}" for row in cursor.fetchall()]
    return found


def raise_some(walk: Walk, chance: Random) -> None:
    """Make some records stricter by plain SQL, several in one statement."""
    model = chance.choice([m for m in marked(tracked_models()) if not m.seen_with])
    ids = list(model.objects.values_list("id", flat=True))
    chosen = chance.sample(ids, k=min(len(ids), chance.choice([1, 1, 3])))
    given = stricter(chance)
    with audited_write(by=walk.by, reason="stricter"), connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET marking = %s, circles = %s::uuid[] WHERE id = ANY(%s)'  # noqa: S608
            " AND array_position(%s, marking::text) <= array_position(%s, %s) AND circles <@ %s::uuid[]",
            [
                given["marking"], given["circles"], chosen, [*map(str, ORDER)], [*map(str, ORDER)],
                str(given["marking"]), given["circles"],
            ],
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.usefixtures("live_db")
def test_whatever_happens_nothing_is_less_strict_than_what_it_rests_on(seed: int):
    walk, chance = begun(seed), Random(seed)
    for _ in range(80):
        walk.step()
        if chance.random() < 0.4:
            raise_some(walk, chance)
        assert looser() == []
    assert Stance.objects.exclude(circles=[]).exists()


@pytest.mark.usefixtures("live_db")
@pytest.mark.parametrize("given", [("green", CIRCLES[:1]), ("amber", [])])
def test_a_marking_and_its_circles_go_together(given: tuple[str, list[UUID]]):
    walk = begun(1)
    marking, circles = given

    with pytest.raises(IntegrityError), audited_write(by=walk.by, reason="why"):
        Claim.objects.filter(id=walk.ids["claim"][0]).update(marking=marking, circles=circles)


def test_a_stance_that_is_recorded_while_its_claim_is_made_stricter_is_as_strict(live_db: Database):
    walk = begun(1)
    claim, actor, source = (walk.ids[kind][0] for kind in ("claim", "actor", "source"))

    def make_stricter(_: int) -> None:
        with audited_write(by=Staff(), reason="stricter"):
            Claim.objects.filter(id=claim).update(marking="amber", circles=CIRCLES[:1])
        connection.close()

    def say(_: int) -> None:
        with audited_write(by=Staff(), reason="said"):
            Stance.objects.create(
                claim_id=claim, actor_id=actor, source_id=source, position="supports",
                said_at="2025-08-26T00:00:00Z", recorded_by_id=Staff().id,
            )  # fmt: skip
        connection.close()

    acts = [say] * 12
    acts.insert(5, make_stricter)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda act: act(0), acts))

    assert live_db.name
    assert looser() == []
    assert Stance.objects.filter(claim_id=claim, circles=[]).count() == 0
