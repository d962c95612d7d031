"""A small register of everything that can be merged, merges and un-merges of chance, and what it answers meanwhile."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model
from rest_framework.test import APIClient

from actors.models import BOOTSTRAP_ID, Account, Actor, Mergeable
from actors.services.records import Draft
from audit.errors import RecordError
from audit.records import tracked_models
from claims.errors import UndoFirstError
from claims.models import Claim, ClaimRelation, Place, Question, Remark, Source, Stance
from claims.services import claims, merges, places, questions, verdicts
from tests.claims.services.walk import Walk, begun, new_actor, relate, say
from tests.flows.hidden import at_rest
from tests.flows.timetravel import Credential

#: What is answered otherwise after a merge was undone, and why: the number of a record's revision, which both acts
#: raise for what moved; where in the log, when and on account of what a claim was decided, and as which determination;
#: and the digest of what went into that, which has the revisions in it.
GROWN = re.compile(r"(\w+_)?revision|log_size|determined_at|trigger|inputs_sha256")
LISTS = ("actors", "places", "questions", "claims", "sources", "stances", "relations", "remarks")
PATHS: dict[type[Any], str] = {
    Actor: "actors", Claim: "claims", Place: "places", Question: "questions", Source: "sources", Stance: "stances",
    ClaimRelation: "relations", Remark: "remarks",
}  # fmt: skip


@dataclass
class Merging:
    """A register, and the merges in it that are not undone."""

    walk: Walk
    chance: Random
    client: APIClient
    merged: list[tuple[type[Mergeable], UUID]] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def begun(cls, seed: int, *, steps: int) -> "Merging":
        """Return a register in which something has happened, decided on as far as it goes."""
        walk = begun(seed)
        walk.random = Random(seed)
        for number in range(12):
            walk.record("claim", text=f"Another claim {number}.", question=walk.some("question"))
            walk.record(
                "source", title=f"Item {number}", kind="post", publisher=walk.random.choice(walk.ids["actor"])
            )
        for act in (*[new_actor] * 8, *[say] * 60, *[relate] * 40, *[Walk.step] * steps):
            with suppress(RecordError):
                act(walk)
        _place(walk)
        client = APIClient(HTTP_HOST="localhost")
        client.force_authenticate(user=Account.objects.get(id=BOOTSTRAP_ID), token=Credential())
        at_rest()
        return cls(walk, Random(seed), client)

    def step(self) -> None:
        """Merge something of chance, or undo something; what is refused leaves no trace."""
        if self.chance.random() < len(self.merged) / 60:
            self.undo(self.chance.randrange(len(self.merged)))
            return
        kind = self.chance.choices([Claim, Actor, Source, Place], weights=[4, 3, 2, 1])[0]
        ids = list(records_of(kind))
        # Mostly what stands: little is learned from refusals.
        stand = [each for each in ids if each not in {id_ for _, id_ in self.merged}]
        record, other = self.chance.choices(stand if self.chance.random() < 0.9 else ids, k=2)
        try:
            merges.merge(kind, record, into=other, by=self.walk.by, reason="a walk")
        except RecordError as refused:
            self.acts[f"refused: {refused.code}"] += 1
        else:
            self.merged.append((kind, record))
            self.acts[f"merged {kind._meta.verbose_name}"] += 1

    def undo(self, place: int) -> None:
        """Undo a merge, or the one that has to be undone before it."""
        kind, record = self.merged[place]
        try:
            merges.undo(kind, record, by=self.walk.by, reason="a walk")
        except UndoFirstError as refused:
            self.acts[f"refused: {refused.code}"] += 1
            first = UUID(str(refused.extra["undo_first"]))
            self.undo(next(at for at, (_, each) in enumerate(self.merged) if each == first))
        else:
            self.merged.pop(place)
            self.acts[f"undone {kind._meta.verbose_name}"] += 1

    def undo_all(self) -> None:
        """Undo every merge, in an order of chance."""
        while self.merged:
            self.undo(self.chance.randrange(len(self.merged)))

    def answers(self) -> dict[str, Any]:
        """Return what the register answers of how it stands: lists, records, and all that is decided."""
        return {url: told for url in self._urls() for told in (self._told(url),)}

    def _urls(self) -> Iterator[str]:
        for path in LISTS:
            yield f"{path}?limit=200"
            yield f"{path}?limit=200&withdrawn=false"
        for kind, path in PATHS.items():
            for record in records_of(kind):
                yield f"{path}/{record}"
        for claim in Claim.objects.order_by("id").values_list("id", flat=True):
            for part in (
                "consensus",
                "consensus?tier=own",
                "consensus?said_by=2025-08-27",
                "consensus.txt",
                "stances?limit=200",
            ):
                yield f"claims/{claim}/{part}"
            yield f"relations?limit=200&claim={claim}"
        for actor in Actor.objects.order_by("id").values_list("id", flat=True):
            yield f"actors/{actor}/track-record"
            yield f"stances?limit=200&actor={actor}"
            yield f"sources?limit=200&publisher={actor}"
        yield from (
            f"claims?limit=200&status={status}"
            for status in ("disputed", "supported", "withdrawn", "unsourced")
        )
        yield "places.geojson?valid_at=2025-08-27"
        yield "claims?q=claim"

    def _told(self, url: str) -> Any:
        answer = self.client.get(f"/api/v1/{url}")
        assert answer.status_code in (200, 308), (url, answer.content)
        if url.endswith("consensus.txt"):
            return answer.content
        told = answer.json()
        assert not told.get("next"), url
        if "/consensus" in url:
            told.pop("id", None)
        return _without_what_grows(told)


def records_of(kind: type[Model]) -> list[UUID]:
    """Return the ids of all records of a kind, in order."""
    return list(kind._default_manager.order_by("pk").values_list("pk", flat=True))  # noqa: SLF001 - for any model


def revisions() -> dict[tuple[str, int], str]:
    """Return every revision of every kind as PostgreSQL writes the row, by table and number."""
    found: dict[tuple[str, int], str] = {}
    for model in tracked_models():
        table = model.history.model._meta.db_table  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT h.history_id, h::text FROM "{table}" h')  # noqa: S608 - names of our own
            found |= {(table, number): row for number, row in cursor.fetchall()}
    return found


def _place(walk: Walk) -> None:
    """Have claims and questions be about places, and some of the claims ruled on."""
    by = walk.by
    made = [
        places.record(
            draft=Draft({"name": f"Place {number}", "lat": 47.0 + number, "lon": 36.0}), by=by
        ).record.id
        for number in range(5)
    ]
    for number, claim in enumerate(walk.ids["claim"]):
        claims.revise(claim_id=claim, draft=Draft({"place": made[number % 5]}), by=by, reason="where it is")
        if number % 3 == 0:
            ruled = Draft({"claim": claim, "ruling": ("holds", "open")[number % 2], "grounds": "seen"})
            verdicts.record(draft=ruled, by=by, reason="seen")
    for number, question in enumerate(walk.ids["question"]):
        questions.revise(
            question_id=question, draft=Draft({"place": made[number % 5]}), by=by, reason="where it is"
        )


def _without_what_grows(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _without_what_grows(value) for name, value in told.items() if not GROWN.fullmatch(name)}
    return [_without_what_grows(each) for each in told] if isinstance(told, list) else told
