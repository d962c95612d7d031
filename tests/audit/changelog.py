"""The change log read off the revisions, one by one and in Python: what the register's own is held against."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import models

from audit.models import Entry
from audit.records import tracked_models
from audit.selectors.kinds import known

#: Columns of a revision that say who wrote it, by the names of the filters.
WHO = {
    "account": "history_user_id",
    "partner": "history_partner_id",
    "key": "history_key_id",
    "channel": "history_channel",
    "request_id": "history_request_id",
    "reason": "history_change_reason",
    "at": "history_date",
}
OPERATIONS = {"+": "create", "~": "update", "-": "delete"}


@dataclass(frozen=True)
class Seen:
    """One change as the revisions have it."""

    index: int
    kind: str
    object: Any
    operation: str
    revision: int
    who: Mapping[str, Any]
    fields: Mapping[str, tuple[Any, Any]]


def read() -> list[Seen]:
    """Return every change that has an entry, newest first."""
    found = [seen for model in tracked_models() for seen in _of_kind(model)]
    return sorted(found, key=lambda seen: -seen.index)


def _of_kind(model: type[models.Model]) -> Iterator[Seen]:
    kind = known.find(model)
    assert kind is not None, model
    entries = dict(Entry.objects.filter(table_name=kind.table).values_list("history_id", "index"))
    revisions = model.history.model.objects.order_by("id", "history_id").values()
    for _, of_one in groupby(revisions, key=lambda row: row["id"]):
        former: dict[str, Any] = {}
        for row in of_one:
            if row["history_type"] == "+":
                former = {}
            if row["history_id"] in entries:
                yield _seen(kind.name, kind.told, entries[row["history_id"]], row, former)
            former = row


def _seen(
    kind: str, told: Mapping[str, str], index: int, row: dict[str, Any], former: dict[str, Any]
) -> Seen:
    fields = {
        name: (former.get(column), row[column])
        for column, name in told.items()
        if row["history_type"] != "-"
        and (row[column] != former[column] if former else row[column] not in (None, "", []))
    }
    operation = OPERATIONS[row["history_type"]]
    if operation != "delete" and row.get("withdrawn_at") and not former.get("withdrawn_at"):
        operation = "withdraw"
    who = {name: row[column] for name, column in WHO.items()}
    return Seen(index, kind, row["id"], operation, row["revision"], who, fields)


#: What each filter lets through.
FILTERS: dict[str, Callable[[Seen, Any], bool]] = {
    **{
        name: lambda seen, values, name=name: seen.who[name] in values  # type: ignore[misc]
        for name in ("account", "partner", "key", "channel", "request_id")
    },
    "since": lambda seen, at: seen.who["at"] >= at,
    "until": lambda seen, at: seen.who["at"] < at,
    "after": lambda seen, index: seen.index >= index,
    "kind": lambda seen, values: seen.kind in values,
    "object": lambda seen, values: seen.object in values,
    "operation": lambda seen, values: seen.operation in values,
    "field": lambda seen, values: not seen.fields.keys().isdisjoint(values),
    "reason": lambda seen, text: text.lower() in seen.who["reason"].lower(),
}


def kept(all_seen: list[Seen], wanted: Mapping[str, Any]) -> list[Seen]:
    """Return what all filters let through, looked at one by one."""
    return [seen for seen in all_seen if all(FILTERS[name](seen, value) for name, value in wanted.items())]


def questions(all_seen: list[Seen], chance: random.Random, number: int) -> Iterator[dict[str, Any]]:
    """Yield each filter alone with values that occur, then combinations of them."""
    for name in FILTERS:
        for _ in range(3):
            yield {name: _value(name, all_seen, chance)}
    for _ in range(number):
        names = chance.sample(list(FILTERS), chance.randint(2, 4))
        # About one change, so that something is found by what fits together.
        about = [chance.choice(all_seen)] * 2 if chance.random() < 0.5 else all_seen
        yield {name: _value(name, about, chance) for name in names}


def _value(name: str, all_seen: list[Seen], chance: random.Random) -> Any:
    seen = chance.choice(all_seen)
    others = [chance.choice(all_seen) for _ in range(chance.randint(0, 2))]
    if name in ("since", "until"):
        return seen.who["at"] + timedelta(microseconds=chance.choice([-1, 0, 1]))
    if name == "after":
        return seen.index
    if name == "reason":
        words = (seen.who["reason"] or "none").split()
        word = chance.choice(words or ["nothing"])
        return chance.choice([word, word.upper(), word[1:] or word])
    if name == "field":
        return {chance.choice(list(each.fields) or ["note"]) for each in [seen, *others]}
    values = {_of(name, each) for each in [seen, *others]} - {None, ""}
    return values or {_of(name, each) for each in all_seen} - {None, ""} or {_of("object", seen)}


def _of(name: str, seen: Seen) -> Any:
    return seen.who[name] if name in WHO else getattr(seen, name)
