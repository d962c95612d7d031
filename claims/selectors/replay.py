"""Decide everything once more that was ever decided, each at its own log size, and compare the bytes."""

# ruff: noqa: S608 - names of our own tables and columns
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from actors.models import Actor
from audit.models import Entry
from audit.selectors.erased import LEFT
from audit.selectors.lives import Lives
from claims.consensus import ConsensusError, Decision, decide
from claims.models import Claim, ClaimRelation, Determination, Policy, Question, RelationKind, Source, Stance
from claims.selectors import evidence, facts, policies
from claims.selectors.policies import Adopted

#: Determinations decided on what was read at once.
BATCH = 500
#: What the evidence reads of each kind.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Actor: (*facts.ACTOR, *evidence.MARKS),
    Claim: (*facts.CLAIM, *evidence.MARKS),
    ClaimRelation: (*facts.RELATION, *evidence.MARKS),
    Question: (*facts.QUESTION, *evidence.MARKS),
    Source: ("id", "withdrawn_at", *evidence.MARKS),
    Stance: (*facts.STANCE, *evidence.MARKS),
}
#: The columns of a determination that follow from the decision.
DECIDED = ("body", "status", "reason", "inputs_sha256", "claim_id", "policy_id")

_ABSENT = object()

#: Told what is being looked at, how far it has come, and how far it goes.
Tell = Callable[[str, int, int], None]

_TABLE = f'"{Determination._meta.db_table}"'
_HISTORY = f'"{Determination.history.model._meta.db_table}"'
_WANTED = (
    f"e.table_name = '{Determination._meta.db_table}' AND h.history_type <> '-'"
    " AND e.index >= %(since)s AND e.index < %(size)s"
    " AND (%(claim)s::uuid IS NULL OR h.claim_id = %(claim)s)"
    # What an erasure took was decided once more without it, and that is compared.
    f" AND NOT EXISTS (SELECT FROM ({LEFT}) x WHERE x.index = e.index AND x.content IS NOT NULL)"
)
_COUNT = (
    f"SELECT count(*) FROM audit_entry e JOIN {_HISTORY} h ON h.history_id = e.history_id WHERE {_WANTED}"
)
#: The columns of the revision, and after them those of the row that it is the last revision of.
_BATCH = f"""
SELECT e.index, h.id, h.log_size, c.id IS NOT NULL, {", ".join(f"h.{name}" for name in DECIDED)},
    {", ".join(f"c.{name}" for name in DECIDED)}
FROM audit_entry e JOIN {_HISTORY} h ON h.history_id = e.history_id
LEFT JOIN {_TABLE} c ON c.id = h.id AND c.revision = h.revision
WHERE {_WANTED} ORDER BY e.index LIMIT %(batch)s
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A determination that is not what the record comes to at its log size; `what` says how it differs."""

    claim_id: UUID
    determination_id: UUID
    index: int
    what: str

    def __str__(self) -> str:
        return f"claim {self.claim_id}, determination {self.determination_id}, log index {self.index}, {self.what}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A determination as its entry has it, and as its row stands if that is its last revision."""

    index: int
    id: UUID
    size: int
    sealed: dict[str, Any]
    standing: dict[str, Any] | None

    @property
    def claim_id(self) -> UUID:
        """The claim that was decided."""
        claim_id: UUID = self.sealed["claim_id"]
        return claim_id


def count(*, since: int, size: int, claim_id: UUID | None) -> int:
    """Return how many determinations have entries from `since` to before `size`."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"since": since, "size": size, "claim": claim_id})
        return int(cursor.fetchone()[0])


def run(*, since: int, size: int, claim_id: UUID | None, tell: Tell) -> Iterator[Difference]:
    """Yield each determination with an entry from `since` to before `size` that the record does not come to.

    In the order of the log, a batch at a time: what is held in memory is what bears on one batch.
    """
    total = count(since=since, size=size, claim_id=claim_id)
    adopted = Adoptions(size)
    done = 0
    while batch := _batch({"since": since, "size": size, "claim": claim_id, "batch": BATCH}):
        record = Lives(COLUMNS, below=max(each.size for each in batch))
        learn(record, {each.claim_id for each in batch})
        for each in batch:
            what = _differs(each, record, adopted)
            if what:
                yield Difference(each.claim_id, each.id, each.index, what)
        since = batch[-1].index + 1
        done += len(batch)
        tell("determinations", done, max(total, done))


class Adoptions:
    """The policy in force at each log size, looked up once for each time that the policies changed."""

    def __init__(self, size: int) -> None:
        entries = Entry.objects.filter(table_name=Policy._meta.db_table, index__lt=size).order_by("index")
        self._changes = list(entries.values_list("index", flat=True))
        self._known: dict[int, Adopted] = {}

    def at(self, size: int) -> Adopted:
        """Return the policy in force at a log size.

        Raises:
            LookupError: none was adopted.
        """
        place = bisect_left(self._changes, size)
        if place not in self._known:
            self._known[place] = policies.at(size)
        return self._known[place]


def _batch(asked: dict[str, Any]) -> list[Recorded]:
    with connection.cursor() as cursor:
        cursor.execute(_BATCH, asked)
        rows = cursor.fetchall()
    found = []
    for index, id_, size, stands, *columns in rows:
        sealed = dict(zip(DECIDED, columns[: len(DECIDED)], strict=True))
        standing = dict(zip(DECIDED, columns[len(DECIDED) :], strict=True)) if stands else None
        found.append(Recorded(index, id_, size, sealed, standing))
    return found


def learn(record: Lives, claims: set[UUID]) -> None:
    """Have everything read that may bear on the claims at any time, a query for each kind and step.

    What is missed here is read later, one by one: it is the evidence that says what is needed.
    """
    near = claims | _neighbours(record, claims)
    superseding = {
        relation["from_claim_id"]
        for relation in record.revisions(ClaimRelation, record.ever(ClaimRelation, "to_claim_id", claims))
        if relation["kind"] == RelationKind.SUPERSEDES
    }
    near |= _neighbours(record, superseding)
    record.learn(Claim, near)
    stances: dict[UUID, dict[str, Any]] = {}
    wanted = set(record.ever(Stance, "claim_id", near))
    while wanted:
        found = list(record.revisions(Stance, wanted))
        stances.update((stance["id"], stance) for stance in found)
        wanted = _values(found, "derived_from_id") - set(stances) - wanted
    record.learn(Claim, _values(stances.values(), "claim_id"))
    record.learn(Source, _values(stances.values(), "source_id"))
    actors: set[UUID] = set()
    wanted = _values(stances.values(), "actor_id")
    while wanted:
        actors |= wanted
        found = list(record.revisions(Actor, wanted))
        wanted = (_values(found, "part_of_id") | _values(found, "speaks_for_id")) - actors


def _neighbours(record: Lives, claims: set[UUID]) -> set[UUID]:
    """Return the claims that may ever have been one hop away from some."""
    related = {
        *record.ever(ClaimRelation, "from_claim_id", claims),
        *record.ever(ClaimRelation, "to_claim_id", claims),
    }
    relations = list(record.revisions(ClaimRelation, related))
    asked = _values(record.revisions(Claim, claims), "question_id")
    exclusive = {question["id"] for question in record.revisions(Question, asked) if question["exclusive"]}
    return {
        *record.ever(Claim, "question_id", exclusive),
        *_values(relations, "from_claim_id"),
        *_values(relations, "to_claim_id"),
    }


def _values(rows: Iterable[dict[str, Any]], column: str) -> set[UUID]:
    return {row[column] for row in rows} - {None}


def _differs(recorded: Recorded, record: Lives, adopted: Adoptions) -> str:
    """Return in words where a determination differs from the one made now; nothing where it does not."""
    try:
        policy = adopted.at(recorded.size)
        facts_then = evidence.at(recorded.claim_id, size=recorded.size, record=record)
        decision = decide(facts_then, policy.rules)
    except (LookupError, ValueError, TypeError, ConsensusError) as error:
        # What was done to the record to get here does not matter: the determination no longer follows from it.
        return f"cannot be decided: {error!r}"
    computed = _columns(decision, policy)
    standing = computed if recorded.standing is None else recorded.standing
    for where, told in (("", recorded.sealed), ("in the row: ", standing)):
        for name in DECIDED:
            if told[name] != computed[name]:
                pointed = name == "body" and pointer(told[name], computed[name])
                return f"{where}at {pointed}" if pointed else f"{where}column {name}"
    return ""


def _columns(decision: Decision, policy: Adopted) -> dict[str, Any]:
    return {
        "body": decision.body(),
        "status": decision.status,
        "reason": decision.reason,
        "inputs_sha256": decision.inputs_sha256,
        "claim_id": UUID(decision.claim),
        "policy_id": policy.id,
    }


def pointer(recorded: str, computed: str) -> str:
    """Return the JSON pointer of the first difference between two bodies.

    Empty where it is the whole: the recorded one is no JSON, or says the same in other bytes.
    """
    try:
        read = json.loads(recorded)
    except ValueError:
        return ""
    return _pointer(read, json.loads(computed)) or ""


def _pointer(one: object, other: object) -> str | None:
    """Return where two documents differ first, by the order of the canonical form; None where nowhere."""
    if type(one) is not type(other):
        return ""
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = [(key, one.get(key, _ABSENT), other.get(key, _ABSENT)) for key in sorted({*one, *other})]
    elif isinstance(one, list) and isinstance(other, list):
        pairs = [(str(place), *pair) for place, pair in enumerate(zip_longest(one, other, fillvalue=_ABSENT))]
    else:
        return None if one == other else ""
    for key, mine, yours in pairs:
        inner = _pointer(mine, yours)
        if inner is not None:
            return f"/{key.replace('~', '~0').replace('/', '~1')}{inner}"
    return None
