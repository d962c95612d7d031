"""Build evidence: from rows as the vectors and the scenario have them, and by hand."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from claims.consensus import (
    CPL_1,
    ActorFact,
    ClaimFact,
    Decision,
    Evidence,
    QuestionFact,
    RelationFact,
    StanceFact,
    decide,
)

DATA = Path(__file__).parent / "data"
NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
Rows = Sequence[dict[str, Any]]

ACTOR = ("name", "reliability", "party", "part_of", "speaks_for")
CLAIM = ("text", "question", "favours", "answer", "withdrawn")
STANCE = (
    "claim",
    "actor",
    "position",
    "basis",
    "credibility",
    "hedged",
    "derived_from",
    "relation",
    "withdrawn",
)


def vectors() -> list[dict[str, Any]]:
    return json.loads((DATA / "vectors.json").read_text())


def scenario() -> list[dict[str, Any]]:
    lines = (DATA / "dnipropetrovsk-2025-08.ndjson").read_text().splitlines()
    return [json.loads(line) for line in lines]


def expected() -> dict[str, Any]:
    return json.loads((DATA / "expected.json").read_text())


def moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def evidence(rows: Rows, claim: str) -> Evidence:
    """Read rows; the log index of a stance is its row."""
    kinds: dict[str, list[Any]] = {kind: [] for kind in ("actor", "claim", "question", "relation", "stance")}
    for index, row in enumerate(rows):
        if row["type"] in kinds:
            kinds[row["type"]].append((index, row))
    return Evidence(
        claim=claim,
        actors=tuple(ActorFact(id=row["ref"], revision=1, **_some(row, ACTOR)) for _, row in kinds["actor"]),
        claims=tuple(
            ClaimFact(
                id=row["ref"],
                revision=1,
                valid_from=moment(row.get("valid_from")),
                valid_to=moment(row.get("valid_to")),
                against=tuple(row.get("against", ())),
                **_some(row, CLAIM),
            )
            for _, row in kinds["claim"]
        ),
        questions=tuple(QuestionFact(row["ref"], 1, row["exclusive"]) for _, row in kinds["question"]),
        relations=tuple(
            RelationFact(row.get("ref", f"r{index}"), 1, row["kind"], row["from"], row["to"])
            for index, row in kinds["relation"]
        ),
        stances=tuple(
            StanceFact(
                id=row["ref"],
                revision=1,
                said_at=moment(row["said_at"]),
                log_index=index,
                **_some(row, STANCE),
            )
            for index, row in kinds["stance"]
        ),
    )


def _some(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}


def figures(decision: Decision) -> dict[str, Any]:
    """Take the figures that the vectors and the scenario state."""
    names = ("status", "reason", "support", "dispute", "support_origins", "dispute_origins")
    return {name: getattr(decision, name) for name in names}


class World:
    """Evidence written by hand, line by line; claim `c` is decided unless another is named."""

    def __init__(self, **claim: Any) -> None:
        self.facts: dict[str, dict[str, Any]] = {
            kind: {} for kind in ("actors", "claims", "questions", "relations", "stances")
        }
        self.claim("c", **claim)

    def actor(self, ref: str, letter: str | None = None, **more: Any) -> str:
        self.facts["actors"][ref] = ActorFact(
            id=ref, revision=1, name=ref.title(), reliability=letter, **more
        )
        return ref

    def claim(self, ref: str, **more: Any) -> str:
        self.facts["claims"][ref] = ClaimFact(id=ref, revision=1, text=f"Text of {ref}.", **more)
        return ref

    def question(self, ref: str, *, exclusive: bool = True) -> str:
        self.facts["questions"][ref] = QuestionFact(ref, 1, exclusive)
        return ref

    def relate(self, kind: str, from_claim: str, to_claim: str) -> str:
        ref = f"{kind} {from_claim} {to_claim}"
        self.facts["relations"][ref] = RelationFact(ref, 1, kind, from_claim, to_claim)
        return ref

    def say(
        self, ref: str, actor: str, position: str = "supports", *, on: str = "c", day: int = 0, **more: Any
    ) -> str:
        """Take a stance. `day` counts from the first; stances are recorded in the order of the calls."""
        if actor not in self.facts["actors"]:
            self.actor(actor, "B")
        self.facts["stances"][ref] = StanceFact(
            id=ref,
            revision=1,
            claim=on,
            actor=actor,
            position=position,
            said_at=more.pop("said_at", NOON + timedelta(days=day)),
            log_index=more.pop("log_index", len(self.facts["stances"])),
            **more,
        )
        return ref

    def evidence(self, claim: str = "c") -> Evidence:
        return Evidence(claim=claim, **{kind: tuple(facts.values()) for kind, facts in self.facts.items()})

    def decide(self, claim: str = "c") -> Decision:
        return decide(self.evidence(claim), CPL_1)
