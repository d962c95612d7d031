"""A register with a past of chance, and what it has to answer as of any position, by the log folded in Python."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from rest_framework.test import APIClient

from actors.api.resources import Resource
from actors.api.views import ACTOR
from actors.models import BOOTSTRAP_ID, Account
from audit.attribution import audited_write
from audit.models import Checkpoint
from audit.services import log
from claims.api.v1.resources import CLAIM, QUESTION, RELATION, SOURCE, STANCE
from claims.consensus import difference
from claims.models import Claim, Determination, Lane, Question, Stance
from claims.services import determinations
from config.http.renderers import dumps
from tests.claims.services.walk import DAY, PARTIES, Walk, begun
from tests.folding import Fold, Row

BASE = "http://testserver/api/v1"
RESOURCES = {one.path: one for one in (ACTOR, QUESTION, CLAIM, SOURCE, STANCE, RELATION)}
#: The register's past begins here; a checkpoint is signed each minute of it.
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Credential:
    """What a key with every scope leaves behind, of an account where that matters."""

    account: Account | None = None
    scopes = frozenset({"read", "write"})
    key_id = None
    expires_at = None


@dataclass(frozen=True)
class Asked:
    """One request as of then: a path, its query, and how its answer is checked."""

    path: str
    query: Mapping[str, str]
    size: int

    @property
    def url(self) -> str:
        """Return the address, below the API's."""
        return f"{self.path}?{urlencode({**self.query, 'known_at': self.size})}"


@dataclass
class Past:
    """A walk and the sizes of the log that were sealed on the way."""

    walk: Walk
    sealed: list[int] = field(default_factory=list)

    @classmethod
    def walked(cls, seed: int, *, steps: int) -> "Past":
        """Return a register in which so much has happened."""
        past = cls(begun(seed))
        past.go_on(steps)
        return past

    def go_on(self, steps: int) -> None:
        """Have more happen: decided now and then, sealed now and then."""
        for number in range(steps):
            self.walk.step()
            if number % 9 == 0:
                for lane in Lane:
                    determinations.settle(lane=lane)
            if number % 7 == 0:
                self.seal()
        self.seal()

    def write(self, many: int) -> None:
        """Change so many records one by one, of every kind, some of them again and again."""
        kinds = [resource.model for resource in RESOURCES.values()]
        known = [(model, id_) for model in kinds for id_ in model.objects.values_list("id", flat=True)]
        for start in range(0, many, 50):
            with audited_write(by=self.walk.by, reason="later"):
                for number in range(start, min(start + 50, many)):
                    model, id_ = self.walk.random.choice(known)
                    model.objects.filter(id=id_).update(note=f"Later {number}.")
        self.seal()

    def seal(self) -> None:
        """Sign a checkpoint of the log as it is."""
        size = log.drain()
        if not self.sealed or size > self.sealed[-1]:
            self.sealed.append(size)
            Checkpoint.objects.create(
                size=size, root=bytes(32), note="any", signed_at=self.signed(len(self.sealed) - 1)
            )

    def signed(self, number: int) -> datetime:
        """Return when a checkpoint was signed."""
        return BEGIN + timedelta(minutes=number)

    @cached_property
    def client(self) -> APIClient:
        """Return a client that may read."""
        client = APIClient()
        client.force_authenticate(user=Account.objects.get(id=BOOTSTRAP_ID), token=Credential())
        return client

    def get(self, url: str, **headers: str) -> Any:
        """GET an address, below the API's or whole."""
        address = url if url.startswith("http") else f"/api/v1/{url}"
        return self.client.get(address, headers=headers)


class Oracle:
    """What the register has to answer; it knows the log, and none of the register's reading."""

    def __init__(self, past: Past, random: Random) -> None:
        self.past, self.random, self.fold = past, random, Fold()
        self._standing: dict[tuple[Any, int], dict[Any, Row]] = {}

    def at(self, model: Any, size: int) -> dict[Any, Row]:
        """Return the records of a kind at a size."""
        if (model, size) not in self._standing:
            self._standing[model, size] = self.fold.at(model, size)
        return self._standing[model, size]

    def asked(self) -> Asked:
        """Ask something of chance."""
        size = self.random.randint(0, self.fold.size)
        path = self.random.choice(list(RESOURCES))
        shape = self.random.choice(["list", "list", "detail", "beneath"])
        query = {"valid_at": self.moment()} if self.random.random() < 0.4 else {}
        if shape == "list":
            return Asked(path, {**query, **self.filters(path)}, size)
        if shape == "detail":
            return Asked(f"{path}/{self.some(RESOURCES[path].model)}", query, size)
        beneath = self.random.choice(["stances", "consensus", "determinations"])
        return Asked(f"claims/{self.some(Claim)}/{beneath}", query, size)

    def expected(self, asked: Asked) -> Any:
        """Return what has to be answered: a body's members, or None for a 404."""
        path, *rest = asked.path.split("/")
        resource = RESOURCES[path]
        if not rest:
            return self.found(resource, asked)
        rows = self.holding(resource, asked)
        record = next((row for row in rows if str(row["id"]) == rest[0]), None)
        if record is None:
            return None
        if len(rest) == 1:
            return self.told(resource, record, asked.size)
        if rest[1] == "stances":
            stances = (row for row in self.holding(STANCE, asked) if row["claim_id"] == record["id"])
            return [self.told(STANCE, row, asked.size) for row in latest_first(stances)]
        made = self.decided(record["id"], asked.size)
        bodies = [{**json.loads(row["body"]), "id": row["id"], "log_size": row["log_size"]} for row in made]
        if rest[1] == "consensus":
            return plain(bodies[:1])
        former = [*bodies[1:], None]
        return plain(
            [{**each, "difference": difference(f, each)} for f, each in zip(former, bodies, strict=False)]
        )

    def found(self, resource: Resource, asked: Asked) -> list[Any]:
        """Return what a list has to hold."""
        rows = latest_first(self.holding(resource, asked))
        for name, given in asked.query.items():
            if name != "valid_at":
                values = given.split(",")
                rows = [row for row in rows if self.passes(resource, row, name, values, asked.size)]
        return [self.told(resource, row, asked.size) for row in rows]

    def passes(self, resource: Resource, row: Row, name: str, values: list[str], size: int) -> bool:
        """Return whether a filter lets a record through."""
        if name == "withdrawn":
            return (row["withdrawn_at"] is not None) == (values == ["true"])
        if name == "status":
            made = self.decided(row["id"], size)
            return bool(made) and made[0]["status"] in values
        if resource is CLAIM and name in ("actor", "source"):
            said = self.at(Stance, size).values()
            return any(s["claim_id"] == row["id"] and str(s[f"{name}_id"]) in values for s in said)
        if resource is RELATION and name == "claim":
            return str(row["from_claim_id"]) in values or str(row["to_claim_id"]) in values
        value = row[name] if name in row else row[f"{name}_id"]
        return (str(value).lower() if isinstance(value, bool) else str(value)) in values

    def holding(self, resource: Resource, asked: Asked) -> list[Row]:
        """Return the records of a kind at a size that are of the time asked for."""
        rows = list(self.at(resource.model, asked.size).values())
        if "valid_at" not in asked.query:
            return rows
        moment = datetime.fromisoformat(asked.query["valid_at"]).replace(tzinfo=UTC)
        claims = self.at(Claim, asked.size)
        about: dict[str, Callable[[Row], list[Row]]] = {
            "claims": lambda row: [row],
            "stances": lambda row: [claims[row["claim_id"]]],
            "relations": lambda row: [claims[row["from_claim_id"]], claims[row["to_claim_id"]]],
        }
        of = about.get(resource.path, lambda _: [])
        return [row for row in rows if all(contains(claim, moment) for claim in of(row))]

    def decided(self, claim: UUID, size: int) -> list[Row]:
        """Return the determinations of a claim, the last first."""
        made = [row for row in self.at(Determination, size).values() if row["claim_id"] == claim]
        return sorted(made, key=lambda row: row["log_size"], reverse=True)

    def told(self, resource: Resource, row: Row, size: int) -> Any:
        """Return a record as the API gives it."""
        body = resource.out(row, BASE)
        if resource is CLAIM:
            made = self.decided(row["id"], size)
            brief = {"status": None, "reason": "", "determined_at": None, "settled": None}
            if made:
                last = made[0]
                brief |= {
                    "status": last["status"], "reason": last["reason"], "determined_at": last["recorded_at"]
                }  # fmt: skip
            body["consensus"] = brief
        return plain(body)

    def filters(self, path: str) -> dict[str, str]:
        """Return filters of chance that a list takes, one or two or none."""
        some, choice = self.some, self.random.choice
        offered: dict[str, dict[str, Callable[[], str]]] = {
            "actors": {
                "reliability": lambda: choice("ABCDF"),
                "party": lambda: choice([party for party in PARTIES if party]),
                "part_of": lambda: some(ACTOR.model),
            },
            "questions": {"exclusive": lambda: choice(["true", "false"])},
            "claims": {
                "question": lambda: f"{some(Question)},{some(Question)}",
                "status": lambda: choice(["unsourced,unverified", "single_source", "disputed", "withdrawn"]),
                "actor": lambda: some(ACTOR.model),
                "source": lambda: some(SOURCE.model),
            },
            "sources": {"publisher": lambda: some(ACTOR.model)},
            "stances": {
                "claim": lambda: some(Claim),
                "actor": lambda: some(ACTOR.model),
                "source": lambda: some(SOURCE.model),
                "position": lambda: choice(["supports", "disputes,neutral"]),
            },
            "relations": {"kind": lambda: choice(["entails", "same_as"]), "claim": lambda: some(Claim)},
        }
        known = {**offered[path], "withdrawn": lambda: choice(["true", "false"])}
        names = self.random.sample(sorted(known), k=self.random.choice([0, 1, 1, 2]))
        return {name: known[name]() for name in names}

    def some(self, model: Any) -> str:
        """Return the id of any record of a kind, there already or not."""
        return str(self.random.choice(sorted(self.at(model, self.fold.size))))

    def moment(self) -> str:
        """Return a day about which claims are, or not."""
        return (DAY + timedelta(days=self.random.randrange(-1, 6))).date().isoformat()


def contains(claim: Row, moment: datetime) -> bool:
    """Return whether the half-open time of a claim contains an instant."""
    start, end = claim["valid_from"], claim["valid_to"]
    return (start is None or start <= moment) and (end is None or moment < end)


def latest_first(rows: Any) -> list[Row]:
    """Return rows in the order of the API's lists."""
    return sorted(rows, key=lambda row: row["id"], reverse=True)


def plain(value: Any) -> Any:
    """Return a value as it comes out of JSON."""
    return json.loads(dumps(value))
