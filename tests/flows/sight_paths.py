"""Every way to read the register, and what the oracle expects of it for somebody.

A new way is a function with `@path`: it returns an address, what has to be told there, and how that is read off the
answer; where what is expected is None, that is a 404. Beside that no answer may have in it a word, or the id of a
record, that its reader may not see.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from tests.flows.sight import Known, Oracle, Reader, Revision

PATHS = {
    "actor": "actors",
    "place": "places",
    "question": "questions",
    "claim": "claims",
    "source": "sources",
    "stance": "stances",
    "relation": "relations",
    "remark": "remarks",
    "group": "sharing-groups",
    "proposal": "proposals",
}
#: By kind, the filters by what a record refers to, with the names of the references.
FILTERS = {
    "question": {"place": ("place",)},
    "claim": {"question": ("question",)},
    "source": {"publisher": ("publisher",)},
    "stance": {
        "claim": ("claim",),
        "actor": ("actor",),
        "source": ("source",),
        "derived_from": ("derived_from",),
    },
    "relation": {"claim": ("from_claim", "to_claim")},
    "remark": {"stance": ("stance",), "found_in": ("found_in",)},
}
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORDS = re.compile(r"\bq[a-z]{15}\b")


@dataclass(frozen=True)
class Asked:
    """Who asks of which record, as of which position, and what chance there is."""

    oracle: Oracle
    random: Random
    reader: Reader
    record: Known
    size: int | None
    at: int | None
    partners: tuple[UUID, ...]
    began: int

    @property
    def there(self) -> bool:
        """Return whether the record is there for whoever asks."""
        return self.oracle.is_there(self.reader, self.record.id, self.at)

    @property
    def url(self) -> str:
        """Return the record's address."""
        return f"{PATHS[self.record.kind]}/{self.record.id}"


@dataclass(frozen=True)
class Look:
    """An address, what is expected of it, and how that is read off an answer."""

    url: str
    expected: Any
    told: Callable[[Any], Any]
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    #: Former references may be named by their ids, though what they lead to is hidden by now.
    names_former: bool = False

    @property
    def address(self) -> str:
        """Return the whole address."""
        return f"{self.url}?{urlencode(self.query)}" if self.query else self.url


Path = Callable[[Asked], Look | None]
ALL = ("actor", "place", "question", "claim", "source", "stance", "relation", "remark", "group", "proposal")
#: Of the API, as of then as well as now; of the API now alone; and of the reading room. Each with what it is asked of.
TIMED: list[tuple[Path, tuple[str, ...]]] = []
PRESENT: list[tuple[Path, tuple[str, ...]]] = []
ROOM: list[tuple[Path, tuple[str, ...]]] = []


def path(room: list[tuple[Path, tuple[str, ...]]], *kinds: str) -> Callable[[Path], Path]:
    """Have a function be one of the ways to read records of some kinds, or of all."""

    def added(function: Path) -> Path:
        room.append((function, kinds or ALL))
        return function

    return added


def _ids(answer: Any) -> Any:
    body = answer.json()
    found = sorted(each["id"] for each in body["results"])
    return (found, body["total_count"]) if "total_count" in body else (found, len(found))


def _some(ids: Any) -> Any:
    found = sorted(map(str, ids))
    return found, len(found)


def _is_there(_answer: Any) -> bool:
    return True


def _timed(asked: Asked, query: dict[str, Any]) -> dict[str, Any]:
    return query if asked.size is None else {**query, "known_at": asked.size}


def _listed(asked: Asked, query: dict[str, Any], passes: Callable[[Known, Revision], bool]) -> Look:
    """Return the list of the record's kind, of what this example has recorded, through a filter."""
    o = asked.oracle
    found = [
        id_
        for id_, then in o.there(asked.reader, asked.record.kind, asked.at)
        if o.records[id_].partner is not None and passes(o.records[id_], then)
    ]
    whose = {"partner": ",".join(map(str, asked.partners)), "limit": 200}
    query = _timed(asked, {**query, **whose})
    return Look(PATHS[asked.record.kind], _some(found), _ids, query, names_former=asked.at is not None)


@path(TIMED)
def everything(asked: Asked) -> Look:
    return _listed(asked, {}, lambda _, __: True)


@path(TIMED)
def by_marking(asked: Asked) -> Look:
    wanted = asked.random.sample(["clear", "green", "amber", "amber+strict", "red"], k=2)
    return _listed(asked, {"marking": ",".join(wanted)}, lambda _, then: then.mark.marking in wanted)


@path(TIMED)
def by_standing(asked: Asked) -> Look:
    gone = asked.random.random() < 0.5
    return _listed(asked, {"withdrawn": str(gone).lower()}, lambda _, then: then.withdrawn == gone)


@path(TIMED, "question", "claim", "source", "stance", "relation", "remark")
def by_reference(asked: Asked) -> Look | None:
    names = FILTERS[asked.record.kind]
    name = asked.random.choice(sorted(names))
    targets = sorted({then.refs[one] for then in asked.record.revisions for one in names[name]} - {None})
    if not targets:
        return None
    target = asked.random.choice(targets)
    return _listed(asked, {name: target}, lambda _, then: target in {then.refs[one] for one in names[name]})


@path(TIMED, "proposal")
def by_object(asked: Asked) -> Look | None:
    """Find what is proposed of a record."""
    about = asked.record.revisions[0].refs["object"]
    return _listed(asked, {"object": about}, lambda _, then: then.refs["object"] == about)


@path(TIMED, "actor", "source")
def by_speech(asked: Asked) -> Look | None:
    """Find claims by who spoke on them, and in which source."""
    o = asked.oracle
    name, claim = asked.record.kind, next(o.of("claim"), None)
    if claim is None:
        return None
    said = {
        then.refs["claim"]
        for _, then in o.there(asked.reader, "stance", asked.at)
        if then.refs[name] == asked.record.id
    }
    of_claims = Asked(**{**asked.__dict__, "record": claim})
    return _listed(of_claims, {name: asked.record.id}, lambda record, _: record.id in said)


@path(TIMED, "claim", "actor", "source")
def by_word(asked: Asked) -> Look | None:
    word = asked.random.choice(asked.record.revisions).word
    look = _listed(asked, {"q": word}, lambda _, then: then.word == word)
    near = _near(asked, word)
    return replace(
        look, expected=look.expected[0], told=lambda answer: [i for i in _ids(answer)[0] if i not in near]
    )


def _near(asked: Asked, word: str) -> set[str]:
    """Return what is seen and has not the word: it may be found all the same, as something spelt nearly so."""
    seen = asked.oracle.there(asked.reader, asked.record.kind, asked.at)
    return {str(id_) for id_, then in seen if then.word != word}


@path(TIMED)
def detail(asked: Asked) -> Look:
    expected = None
    if asked.there:
        then = asked.record.then(asked.at)
        assert then is not None
        expected = (then.mark.marking, sorted(map(str, then.mark.circles)), then.withdrawn)
    return Look(
        asked.url,
        expected,
        lambda answer: (
            answer.json()["marking"], sorted(answer.json()["circles"]),
            answer.json()["withdrawn_at"] is not None,
        ),
        _timed(asked, {}),
        names_former=asked.at is not None,
    )  # fmt: skip


@path(TIMED)
def revisions(asked: Asked) -> Look:
    expected = asked.oracle.revisions(asked.reader, asked.record.id, asked.at) if asked.there else None
    return Look(
        f"{asked.url}/revisions",
        expected,
        lambda answer: sorted(each["n"] for each in answer.json()["results"]),
        _timed(asked, {"limit": 200}),
        names_former=True,
    )


@path(TIMED)
def revision(asked: Asked) -> Look:
    number = asked.random.randrange(len(asked.record.revisions)) + 1
    seen = asked.there and number in asked.oracle.revisions(asked.reader, asked.record.id, asked.at)
    return Look(
        f"{asked.url}/revisions/{number}",
        number if seen else None,
        lambda answer: answer.json()["n"],
        _timed(asked, {}),
        names_former=True,
    )


@path(TIMED)
def comparison(asked: Asked) -> Look:
    one, other = (asked.random.randrange(len(asked.record.revisions)) + 1 for _ in range(2))
    seen = asked.there and {one, other} <= {*asked.oracle.revisions(asked.reader, asked.record.id, asked.at)}
    return Look(
        f"{asked.url}/revisions:compare",
        True if seen else None,
        _is_there,
        _timed(asked, {"from": one, "to": other}),
        names_former=True,
    )


@path(TIMED)
def fields(asked: Asked) -> Look:
    seen = asked.oracle.revisions(asked.reader, asked.record.id, asked.at)
    return Look(
        f"{asked.url}/revisions:fields",
        seen[-1] if asked.there else None,
        lambda answer: answer.json()["revision"],
        _timed(asked, {}),
        names_former=True,
    )


@path(PRESENT)
def time_map(asked: Asked) -> Look:
    o = asked.oracle
    drained = o.revisions(asked.reader, asked.record.id, o.drained)
    return Look(
        f"{asked.url}/timemap",
        len(drained) if asked.there else None,
        lambda answer: len(set(re.findall(r"known_at=(\d+)", answer.content.decode()))),
    )


@path(PRESENT)
def changes(asked: Asked) -> Look:
    o = asked.oracle
    return Look(
        "changes",
        o.revisions(asked.reader, asked.record.id, o.told),
        lambda answer: sorted(each["revision"] for each in answer.json()["results"]),
        {"object": asked.record.id, "limit": 200},
        names_former=True,
    )


@path(PRESENT)
def changes_as_a_file(asked: Asked) -> Look:
    o = asked.oracle
    return Look(
        "changes.ndjson",
        o.revisions(asked.reader, asked.record.id, o.told),
        lambda answer: sorted(json.loads(each)["revision"] for each in answer.body.splitlines()),
        {"object": asked.record.id},
        names_former=True,
    )


@path(PRESENT)
def entries(asked: Asked) -> Look | None:
    """Ask which records the entries of the log are of, from where this example began."""
    o = asked.oracle
    numbers = {
        str(record.id): len(o.revisions(asked.reader, record.id, o.drained)) for record in o.records.values()
    }

    def told(answer: Any) -> Any:
        results = answer.json()["results"]
        counted = Counter(each["object"] for each in results)
        whole = len(results) < 200
        return {id_: counted[id_] if whole else number for id_, number in numbers.items()}

    return Look("log/entries", numbers, told, {"first": asked.began, "limit": 200})


@path(PRESENT)
def bundle(asked: Asked) -> Look:
    """Take away the record's bundle: what is hidden is not in it, not even as a commitment."""
    o = asked.oracle
    seen = o.revisions(asked.reader, asked.record.id, o.sealed)

    def told(answer: Any) -> Any:
        entries_ = json.loads(answer.body)["entries"]
        assert all("value" in each["content"] for each in entries_)
        return len(entries_)

    return Look("log/bundle", len(seen) or None, told, {"object": asked.record.id}, names_former=True)


@path(PRESENT, "claim")
def bundle_of_claim(asked: Asked) -> Look | None:
    o, record = asked.oracle, asked.record
    if record.revisions[0].at > o.drained:
        return None
    seen = o.revisions(asked.reader, record.id, o.sealed)
    if asked.there and not seen:
        return None

    def told(answer: Any) -> Any:
        shown = Counter(
            each["meta"]["value"]["object"]
            for each in json.loads(answer.body)["entries"]
            if each["meta"] != "hidden"
        )
        return shown[str(record.id)]

    return Look(f"{asked.url}/bundle", len(seen) if asked.there else None, told, names_former=True)


def _ledger(asked: Asked, decision: Any) -> list[str]:
    """Return the stances on the claim itself that a decision names."""
    mine = [each["stance"] for each in decision["ledger"] or () if each["claim"] == str(asked.record.id)]
    return sorted(mine)


@path(TIMED, "claim")
def consensus(asked: Asked) -> Look | None:
    made = asked.oracle.current(asked.reader, asked.record.id, asked.at)
    expected: Any = (None, []) if made is None else (str(made.id), sorted(map(str, made.stances)))
    return Look(
        f"{asked.url}/consensus",
        expected if asked.there else None,
        lambda answer: (answer.json()["id"], _ledger(asked, answer.json())),
        _timed(asked, {}),
        names_former=asked.at is not None,
    )


@path(PRESENT, "claim")
def own_consensus(asked: Asked) -> Look | None:
    o = asked.oracle
    mine = o.stances(asked.record.id, lambda then: o.sees(asked.reader, then.mark))
    return Look(
        f"{asked.url}/consensus",
        sorted(map(str, mine)) if asked.there else None,
        lambda answer: _ledger(asked, answer.json()),
        {"tier": "own"},
    )


@path(PRESENT, "claim")
def what_if(asked: Asked) -> Look | None:
    o, record = asked.oracle, asked.record
    if record.revisions[0].at > o.drained:
        return None
    mine = [
        id_
        for id_, _ in o.there(asked.reader, "stance", o.drained)
        if o.records[id_].now.refs["claim"] == record.id
    ]
    # It reads the log: of a claim that is seen now and was not at its end there is nothing to decide.
    if asked.there and not o.is_there(asked.reader, record.id, o.drained):
        return None
    return Look(
        f"{asked.url}/consensus:what-if",
        sorted(map(str, mine)) if asked.there else None,
        lambda answer: _ledger(asked, answer.json()["before"]),
        body={},
        names_former=True,
    )


@path(TIMED, "claim")
def determinations(asked: Asked) -> Look | None:
    made = asked.oracle.determinations(asked.reader, asked.record.id, asked.at)
    return Look(
        f"{asked.url}/determinations",
        _some(each.id for each in made) if asked.there else None,
        _ids,
        _timed(asked, {"limit": 200}),
        names_former=asked.at is not None,
    )


@path(TIMED, "claim")
def stances_of_claim(asked: Asked) -> Look | None:
    said = [
        id_
        for id_, then in asked.oracle.there(asked.reader, "stance", asked.at)
        if then.refs["claim"] == asked.record.id
    ]
    return Look(
        f"{asked.url}/stances",
        _some(said) if asked.there else None,
        _ids,
        _timed(asked, {"limit": 200}),
        names_former=asked.at is not None,
    )


@path(TIMED, "claim")
def in_words_and_pictures(asked: Asked) -> Look | None:
    form = asked.random.choice(["txt", "svg"])
    return Look(
        f"{asked.url}/consensus.{form}",
        True if asked.there else None,
        _is_there,
        _timed(asked, {}),
        names_former=asked.at is not None,
    )


@path(TIMED, "actor")
def track_record(asked: Asked) -> Look | None:
    return Look(
        f"{asked.url}/track-record",
        True if asked.there else None,
        _is_there,
        _timed(asked, {}),
        names_former=asked.at is not None,
    )


def _mapped(asked: Asked) -> list[str]:
    """Return the claims that answer a question at its place."""
    o, question = asked.oracle, asked.record
    then = question.then(asked.at)
    if not asked.there or then is None or then.withdrawn:
        return []
    place = then.refs["place"]
    if place is None or not o.is_there(asked.reader, place, asked.at):
        return []
    at = o.records[place].then(asked.at)
    if at is None or at.withdrawn:
        return []
    return sorted(
        str(id_)
        for id_, claim in o.there(asked.reader, "claim", asked.at)
        if claim.refs["question"] == question.id and not claim.withdrawn
    )


@path(TIMED, "question")
def on_the_map(asked: Asked) -> Look | None:
    return Look(
        "places.geojson",
        _mapped(asked),
        lambda answer: sorted(each["id"] for each in answer.json()["features"]),
        _timed(asked, {"question": asked.record.id}),
        names_former=asked.at is not None,
    )


@path(ROOM, "claim", "question", "actor", "source")
def page(asked: Asked) -> Look | None:
    """Open the record's page, or one beneath it."""
    kind, beneath = asked.record.kind, ""
    expected = asked.there
    if kind == "claim":
        number = asked.random.randrange(len(asked.record.revisions)) + 1
        beneath = asked.random.choice(["", "", "/revisions", f"/r{number}", "/over-time"])
        if beneath.startswith("/r") and beneath != "/revisions":
            seen = asked.oracle.revisions(asked.reader, asked.record.id, asked.at)
            expected = expected and number in seen
    former = asked.at is not None or beneath.startswith("/r")
    return Look(
        f"/{PATHS[kind]}/{asked.record.id}{beneath}",
        True if expected else None,
        _is_there,
        _timed(asked, {}),
        names_former=former,
    )


@path(ROOM, "claim")
def shelf(asked: Asked) -> Look | None:
    """Search for a word."""
    word = asked.random.choice(asked.record.revisions).word
    found = {
        str(id_) for id_, then in asked.oracle.there(asked.reader, "claim", asked.at) if then.word == word
    }
    mine = {str(each.id) for each in asked.oracle.of("claim")} - _near(asked, word)
    return Look(
        "/",
        found,
        lambda answer: mine & {*re.findall(r'href="/claims/([0-9a-f-]{36})', answer.content.decode())},
        _timed(asked, {"text": word}),
        names_former=asked.at is not None,
    )


@path(ROOM, "question")
def on_the_open_map(asked: Asked) -> Look | None:
    return Look(
        "/map.geojson",
        _mapped(asked),
        lambda answer: sorted(each["id"] for each in answer.json()["features"]),
        _timed(asked, {"question": asked.record.id}),
        names_former=asked.at is not None,
    )
