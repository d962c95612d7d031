"""Records that may be the same are suggested with the reason, and no others."""

from typing import Any

import pytest

from actors.models import Actor, Mergeable
from actors.services import actors
from actors.services.records import Draft
from audit.errors import NotFoundError
from audit.selectors import readers
from claims.models import Claim, Place, Source
from claims.selectors import duplicates
from claims.services import claims, places, sources
from tests.desk import Bootstrap
from tests.flows.hidden import member

pytestmark = pytest.mark.django_db

SERVICES: dict[type[Mergeable], Any] = {Actor: actors, Claim: claims, Place: places, Source: sources}


def new(model: type[Mergeable], /, *, by: Any = None, **values: Any) -> Any:
    return SERVICES[model].record(draft=Draft(values), by=by or Bootstrap(), reason="").record


def found(record: Any) -> list[tuple[Any, str]]:
    return [(each.id, each.why) for each in duplicates.of(type(record), record.id, to=Bootstrap())]


def actor(name: str, *aliases: str, kind: str = "person", **values: Any) -> Any:
    return new(Actor, name=name, aliases=list(aliases), kind=kind, **values)


def test_actors_of_one_kind_and_nearly_one_name_or_alias():
    record = actor("Dmytro Zaporozhets", "the spokesman of Dnipro")
    spelt = actor("Dmitro Zaporozhets")
    by_alias = actor("D. Z.", "Dmytro Zaporozhets")
    actor("Dmytro Zaporozhets", kind="organization")
    actor("Viktor Trehubov")
    gone = actor("Dmytro Zaporozhets")
    actors.withdraw(actor_id=gone.id, by=Bootstrap(), reason="an invention")

    assert found(record) == [(by_alias.id, "nearly the same name"), (spelt.id, "nearly the same name")]


def test_sources_at_one_address_or_of_the_same_copy():
    publisher = actor("BBC")
    common = {"kind": "article", "publisher": publisher.id}
    record = new(Source, title="One", web_url="https://example.org/1", archive_sha256="a" * 64, **common)
    there = new(Source, title="Two", web_url="https://example.org/1", **common)
    copy = new(Source, title="Three", web_url="https://example.org/2", archive_sha256="a" * 64, **common)
    new(Source, title="One", web_url="https://example.org/3", **common)
    nowhere = new(Source, title="Four", **common)
    new(Source, title="Four", **common)

    assert found(record) == [(copy.id, "the same archived copy"), (there.id, "the same address")]
    assert found(nowhere) == []


def test_places_under_one_id_of_a_gazetteer_or_near_by_nearly_one_name():
    record = new(Place, name="Zaporizke", lat=47.95, lon=36.53, gazetteer_ids=["geonames:1"])
    listed = new(Place, name="Запорізьке", gazetteer_ids=["geonames:2", "geonames:1"])
    near = new(Place, name="ZAPORIZKE", lat=47.96, lon=36.54)
    new(Place, name="Zaporizke", lat=49.0, lon=36.53)
    anywhere = new(Place, name="Zaporizke")

    assert found(record) == [
        (listed.id, "the same id of a gazetteer"),
        (near.id, "nearly the same name, and near"),
        (anywhere.id, "nearly the same name"),
    ]


def test_claims_in_nearly_the_same_words():
    record = new(Claim, text="Russian forces captured the village of Novoheorhiivka.")
    other = new(Claim, text="Russian forces have captured the village of Novoheorhiivka")
    new(Claim, text="The ceasefire talks were held in Istanbul.")

    assert found(record) == [(other.id, "nearly the same words")]


@pytest.mark.parametrize("kind", SERVICES)
def test_nobody_is_told_of_what_they_do_not_see(kind: type[Mergeable]):
    writer, stranger = member("writer"), member("stranger")
    publisher = actor("BBC")
    values: dict[type[Mergeable], dict[str, Any]] = {
        Actor: {"name": "Viktor Trehubov", "kind": "person"},
        Claim: {"text": "Russian forces captured the village of Novoheorhiivka."},
        Place: {"name": "Zaporizke"},
        Source: {
            "title": "One",
            "kind": "post",
            "publisher": publisher.id,
            "web_url": "https://example.org/1",
        },
    }
    record = new(kind, **values[kind])
    hidden = new(kind, by=writer, marking="red", **values[kind])

    with readers.reading_as(stranger):
        seen = duplicates.of(kind, record.id, to=stranger)
        with pytest.raises(NotFoundError):
            duplicates.of(kind, hidden.id, to=stranger)
    assert seen == []
    assert [each.id for each in duplicates.of(kind, record.id, to=Bootstrap())] == [hidden.id]
