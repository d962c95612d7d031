"""What is hidden from a reader makes no difference to anything that they are answered.

The long form: `./dev test -m soak tests/flows/test_hidden.py`.
"""

from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg import sql

from audit.services import log
from claims.models import Stance
from tests.claims.services.walk import begun
from tests.databases import Database
from tests.figures import Figure
from tests.flows.hidden import Hidden, answers, at_rest, client_of, group, member, urls

pytestmark = pytest.mark.usefixtures("live_db", "served")


@pytest.fixture
def served(settings: Any, tmp_path: Path) -> None:
    """Have the folder of static files there, empty; have no limits."""
    settings.STATIC_ROOT = str(tmp_path)


def _told(url: str, one: Any, other: Any) -> str:
    """Say where two answers part."""
    first, second = repr(one), repr(other)
    at = next((place for place, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), 0)
    return f"{url}: …{first[max(0, at - 120) : at + 120]}… | …{second[max(0, at - 40) : at + 120]}…"


def compared(figure: Figure | None, *, seed: int, pairs: int, acts: int) -> list[str]:
    """Return where a stranger is answered otherwise after acts that are hidden from them."""
    walk = begun(seed)
    for _ in range(60):
        walk.step()
    writer, friend, stranger = (member(slug) for slug in ("writer", "friend", "stranger"))
    circle = group("The two of us", writer, friend)
    at_rest()
    size = log.drain()
    hidden = Hidden(
        Random(seed),
        ids={kind: list(ids) for kind, ids in walk.ids.items()},
        marks={"marking": "amber", "circles": [circle]},
    )
    reader = client_of(stranger)
    asked = urls(walk.ids, known_at=size, others={})
    before = answers(reader, asked)
    # What fails alike says nothing.
    assert [url for url, (status, *_) in before.items() if status >= 500] == []
    different: set[str] = set()
    count = 0
    for _ in range(pairs):
        hidden.one_of_each()
        for _ in range(acts):
            hidden.step()
        at_rest()
        after = answers(reader, asked)
        different |= {url for url in asked if before[url] != after[url]}
        count += len(asked)
        # What is hidden is there for nobody who may not see it.
        gone = urls(walk.ids, known_at=size, others=hidden.own)
        extra = [url for url in gone if url not in before]
        told = answers(reader, extra)
        different |= {url for url in extra if told[url][0] != 404}
    assert Stance.objects.filter(circles__contains=[circle]).exists()
    if figure is not None:
        figure(
            "non-interference", f"{count} answers in {pairs} pairs of worlds", unlike=(len(different), count)
        )
    return [_told(url, before.get(url), answers(reader, [url])[url]) for url in sorted(different)]


def test_what_is_hidden_makes_no_difference(figure: Figure):
    assert compared(figure, seed=1, pairs=3, acts=12) == []


@pytest.mark.parametrize(
    "table",
    [
        "claims_claim",
        "claims_stance",
        "claims_source",
        "claims_claimrelation",
        "actors_actor",
        "audit_change",
    ],
)
def test_one_view_that_shows_everything_is_noticed(table: str, live_db: Database):
    with psycopg.connect(live_db.owner_url, autocommit=True) as owner:
        shown = sql.SQL("CREATE OR REPLACE VIEW seen.{0} AS SELECT t.* FROM public.{0} t")
        owner.execute(shown.format(sql.Identifier(table)))

    assert compared(None, seed=2, pairs=1, acts=10) != []


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(10))
def test_what_is_hidden_makes_no_difference_in_five_hundred_pairs(seed: int, figure: Figure):
    assert compared(figure, seed=seed, pairs=50, acts=2) == []
