"""Entries told one by one, held against the tree and against the bundle of the same range."""

import json
from typing import Any
from uuid import UUID

import psycopg
import pytest
from pytest_django import DjangoAssertNumQueries

from actors.models import Actor, Partner
from audit.models import Entry
from audit.models.entry import LOST
from audit.selectors import bundles, entries, published
from audit.selectors.kinds import known
from audit.services import log, sealing
from audit.tree import tiles, verify
from claims.models import Verdict
from tests.audit.samples import WRITER, Bootstrap, World, attributed
from tests.audit.unguarded import unguarded
from tests.databases import Database

BASE = "https://register.example/api/v1"


@pytest.fixture(scope="module")
def size(register: World) -> int:
    """Seal records, some at their second revision; have one more in the log, and return the size that is sealed."""
    with attributed():
        for model in (Actor, Partner):
            for row in register.rows[model]:
                row.note = row.name
                row.save()
    found = sealing.seal()
    with attributed():
        register.sample(Actor).save(force_insert=True)
    assert log.drain() == (found or 0) + 1
    return found or 0


def told(first: int = 0, *, to: Any = Bootstrap()) -> list[dict[str, Any]]:  # noqa: B008 - frozen
    """Return the entries from an index on, in the order of the log."""
    return entries.tell(list(entries.beginning_at(first).order_by("index")), to=to, base=BASE)


def as_bundled(each: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of an entry by how a bundle has it."""
    meta = each["meta"]
    shown = meta["value"] if isinstance(meta, dict) else None
    kind = known.of_table(shown["kind"]) if shown else None
    return {
        "index": each["index"],
        "leaf": each["leaf"],
        "withheld": None if shown else meta,
        "kind": kind.name if kind else None,
        "object": UUID(shown["object"]) if shown else None,
        "revision": int(shown["revision"]) if shown else None,
    }


@pytest.mark.parametrize("reader", [Bootstrap(), WRITER])
def test_entries_are_what_the_bundle_of_them_says(reader: Any, size: int):
    bundle = json.loads(bundles.of_range(0, size, to=reader, since=None))

    found = [each for each in told(to=reader) if each["sealed"]]

    names = ("index", "leaf", "withheld", "kind", "object", "revision")
    assert [{name: each[name] for name in names} for each in found] == [*map(as_bundled, bundle["entries"])]
    assert {each["withheld"] for each in found} == ({None, "hidden"} if reader is WRITER else {None})
    assert {each["revision"] for each in found} >= {1, 2}


def test_the_tree_holds_the_leaves_that_are_told(size: int):
    found = told()[:size]

    tile = tiles.split(tiles.fetch_tile(0, 0, size, published.fetch))
    bundle = tiles.unpack(tiles.fetch_tile(None, 0, size, published.fetch))
    assert [bytes.fromhex(each["leaf_hash"]) for each in found] == tile
    assert [verify.canonical(each["leaf"]) for each in found] == bundle


def test_an_entry_that_no_checkpoint_covers_is_told_and_not_sealed(size: int):
    (last,) = told(size)

    made = Entry.objects.get(index=size).object_id
    assert {name: value for name, value in last.items() if not name.startswith("leaf")} == {
        "index": size,
        "sealed": False,
        "withheld": None,
        "kind": "actor",
        "object": made,
        "revision": 1,
        "url": f"{BASE}/actors/{made}",
    }


def test_a_kind_without_a_place_in_the_api_has_no_address(register: World, size: int):
    verdict = register.rows[Verdict][0]

    found = [each for each in told() if each["object"] == verdict.pk]

    assert [(each["kind"], each["url"], each["sealed"]) for each in found] == [("verdict", None, True)]
    assert size


def test_the_number_of_queries_depends_on_the_kinds_alone(
    size: int, django_assert_max_num_queries: DjangoAssertNumQueries
):
    with django_assert_max_num_queries(1 + len(list(known))):
        told()
    assert size


def test_before_the_first_checkpoint_nothing_is_sealed(own_db: Database):
    World.made(own_db)
    log.drain()

    assert {each["sealed"] for each in told()} == {False}


def test_what_a_restore_left_nothing_of_is_its_commitments(own_db: Database, superuser: psycopg.Connection):
    World.made(own_db)
    log.drain()
    with unguarded(superuser, "audit_entry"):
        superuser.execute("UPDATE audit_entry SET table_name = %s, schema = '' WHERE index = 3", [LOST])

    lost = told(3)[0]

    assert lost["leaf"]["meta"] == bytes(Entry.objects.get(index=3).meta_hash).hex()
    assert {name: lost[name] for name in ("withheld", "kind", "object", "revision", "url")} == {
        "withheld": "erased",
        "kind": None,
        "object": None,
        "revision": None,
        "url": None,
    }


def test_an_entry_whose_revision_was_taken_away_is_told_without_its_number(
    own_db: Database, superuser: psycopg.Connection
):
    world = World.made(own_db)
    log.drain()
    actor = world.rows[Actor][0].pk
    with unguarded(superuser, "actors_historicalactor"):
        superuser.execute("DELETE FROM actors_historicalactor WHERE id = %s", [actor])

    (found,) = [each for each in told() if each["object"] == actor]

    assert (found["kind"], found["revision"], found["withheld"]) == ("actor", None, None)
