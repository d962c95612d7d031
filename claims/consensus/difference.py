"""Tell what differs between two decisions on one claim, figure by figure, stance by stance, and in words.

It reads decisions as documents, since former ones are kept as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claims.consensus.words import SAYS, SIDES, spaced, told_spread

Document = Mapping[str, Any]

#: What is compared of two decisions as a whole.
FIGURES = (
    "status", "base_status", "reason", "support", "dispute", "graded_support", "graded_dispute", "support_origins",
    "dispute_origins",
)  # fmt: skip
#: So many stances are told in words, those that move most; the difference lists all.
TOLD = 8

_FACTORS = {
    "letter": "grade",
    "basis": "basis",
    "credibility": "credibility",
    "hedged": "hedging",
    "interest": "interest",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A stance whose line in the ledger is new, gone or another: how it was reckoned before and is after."""

    stance: str
    actor: str
    actor_name: str
    before: Document | None
    after: Document | None

    @property
    def by(self) -> int:
        """How far it moves the totals, in centidecibans."""
        return abs(_signed(self.after) - _signed(self.before))


def difference(before: Document | None, after: Document) -> dict[str, Any]:
    """Return what differs: `figures` and `policy` with `from` and `to`, `stances` with `before` and `after`, `words`.

    Of a first decision everything is new. Equal decisions differ in nothing, and have no words.
    """
    former: Document = before or {}
    figures = {
        name: {"from": former.get(name), "to": after[name]}
        for name in FIGURES
        if former.get(name) != after[name]
    }
    numbers = {"from": _contested(former), "to": _contested(after)}
    if numbers["from"] != numbers["to"]:
        figures["numbers"] = numbers
    versions = (former.get("policy") or {}).get("version"), after["policy"]["version"]
    moved = sorted(_moved(former.get("ledger", ()), after["ledger"]), key=lambda one: -one.by)
    return {
        "figures": figures,
        "policy": None if versions[0] == versions[1] else {"from": versions[0], "to": versions[1]},
        "stances": [
            {
                "stance": one.stance,
                "actor": one.actor,
                "actor_name": one.actor_name,
                "before": _brief(one.before),
                "after": _brief(one.after),
            }
            for one in moved
        ],
        "words": [*_whole(former, after, versions), *_each(moved)],
    }


def _contested(decision: Document) -> str | None:
    """Return the numbers said of a claim, from the lowest to the highest, in words."""
    said = (decision.get("numbers") or {}).get("contested")
    return told_spread(said) if said else None


def _moved(before: Iterable[Document], after: Iterable[Document]) -> Iterable[Moved]:
    former = {line["stance"]: line for line in before}
    later = {line["stance"]: line for line in after}
    for stance in former | later:
        old, new = former.get(stance), later.get(stance)
        if old is None or new is None or _reckoned(old) != _reckoned(new):
            line = new or old or {}
            yield Moved(stance, line["actor"], line["actor_name"], old, new)


def _reckoned(line: Document) -> dict[str, Any]:
    """Return what of a line is reckoned with: a name or a number of a revision is not."""
    beside = ("actor_name", "actor_revision", "stance_revision")
    return {name: value for name, value in line.items() if name not in beside}


def _brief(line: Document | None) -> dict[str, Any] | None:
    if line is None:
        return None
    why_not = line["why_not"]
    return {
        **{name: line[name] for name in ("position", "side", "weight", "share", "counts")},
        "why_not": why_not["words"] if why_not else None,
    }


def _signed(line: Document | None) -> int:
    """Return what a line adds, below zero where it is against the claim."""
    if line is None or not line["counts"]:
        return 0
    share: int = line["share"]
    return share if line["side"] == "support" else -share


def _whole(former: Document, after: Document, versions: tuple[str | None, str]) -> Iterable[str]:
    if versions[0] not in (None, versions[1]):
        yield f"Decided by the policy {versions[1]} in place of {versions[0]}."
    if not former:
        yield f"Decided for the first time: {spaced(after['status'])}."
    elif former["status"] != after["status"]:
        yield f"The status went from {spaced(former['status'])} to {spaced(after['status'])}."
    if former and any(former[side] != after[side] for side in SIDES):
        totals = (f"{former[side]} to {after[side]} {words}" for side, words in SIDES.items())
        yield f"In centidecibans: {', '.join(totals)}."
    if former and (said := _contested(after)) and said != _contested(former):
        contested = after["numbers"]["contested"]
        is_one = contested["low"] == contested["high"] is not None
        yield (
            f"The number said of it is now {said}." if is_one else f"The numbers said of it now range {said}."
        )


def _each(moved: list[Moved]) -> Iterable[str]:
    for one in moved[:TOLD]:
        yield _told(one)
    if (more := len(moved) - TOLD) > 0:
        yield f"And {more} more {'stance' if more == 1 else 'stances'}."


def _told(one: Moved) -> str:
    before, after = one.before, one.after
    if after is None:
        return f"The stance of {one.actor_name} no longer bears on this claim."
    if before is None:
        return f"New: {one.actor_name} {SAYS[after['position']]}, and {_adds(after)}."
    reasons = _reasons(before, after)
    due_to = f" ({', '.join(reasons)})" if reasons else ""
    if before["counts"] and after["counts"]:
        former = "as before" if one.by == 0 else f"in place of {before['share']}"
        side = "" if before["side"] == after["side"] else f" {SIDES[after['side']]}"
        return f"{one.actor_name} adds {after['share']}{side} {former}{due_to}."
    return f"{one.actor_name} now {_adds(after)}{due_to}."


def _adds(line: Document) -> str:
    """Say what a line adds, or why it adds nothing; without the full stop."""
    if line["counts"]:
        return f"adds {line['share']} {SIDES[line['side']]}" if line["share"] else "weighs nothing"
    words = str(line["why_not"]["words"]).removesuffix(".")
    return f"adds nothing: {words[:1].lower()}{words[1:]}"


def _reasons(before: Document, after: Document) -> list[str]:
    """Name the factors that are others than before."""
    old, new = before["factors"] or {}, after["factors"] or {}
    return [
        f"{words} {_value(old[name])} to {_value(new[name])}"
        for name, words in _FACTORS.items()
        if name in old and name in new and old[name] != new[name]
    ]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else spaced(str(value))
