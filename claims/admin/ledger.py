"""A determination in the admin's words: its sentence, its totals, and a line for each stance it looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.selectors.marks import mark

_LINKS = {
    "itself": "",
    "entails": "taken on a claim that entails it",
    "contradicts": "taken on a claim that contradicts it",
    "question": "taken on another answer to its question",
    "range": "taken on a wider or a narrower range",
}
_INTERESTS = {"own": "serves itself", "conceding": "against its own interest", "none": ""}
_GRADES = {None: "no grade", "learned": "grade learned from verdicts"}


@dataclass(frozen=True, slots=True)
class Line:
    """One stance, and what it does for the claim."""

    stance: str
    speaker: str
    position: str
    link: str
    side: str
    share: int
    counts: bool
    because: str


#: Lines beside a claim; the determination's own page has all of them.
SHOWN = 100


def told(determination: Mapping[str, Any], *, shown: int | None = SHOWN) -> dict[str, Any]:
    """Return what the page shows of a determination: of a long ledger the first lines."""
    kept = ("id", "sentence", "support", "dispute", "policy", "log_size")
    lines = determination["ledger"][:shown]
    return {
        **{name: determination[name] for name in kept},
        "mark": mark(determination["status"]),
        "status": _words(determination["status"]),
        "lines": [_line(line) for line in lines],
        "left_out": len(determination["ledger"]) - len(lines),
    }


def _line(line: Mapping[str, Any]) -> Line:
    return Line(
        stance=line["stance"],
        speaker=line["actor_name"],
        position=_words(line["position"]),
        link=_LINKS[line["link"]],
        side=line["side"] or "neither",
        share=line["share"],
        counts=line["counts"],
        because=_grade(line["factors"]) if line["counts"] else line["why_not"]["words"],
    )


def _grade(factors: Mapping[str, Any] | None) -> str:
    """Return what a weight is made of, without the factors that change nothing."""
    if factors is None:
        return ""
    parts = [
        _GRADES.get(factors["letter"], f"graded {factors['letter']}"),
        factors["basis"] if factors["basis"] != "unknown" else "",
        f"credibility {factors['credibility']}" if factors["credibility"] else "",
        _INTERESTS[factors["interest"]],
        "hedged" if factors["hedged"] else "",
    ]
    return ", ".join(filter(None, parts))


def _words(code: str) -> str:
    return code.replace("_", " ")
