"""The ledger of a determination as rows of a table: nothing is reckoned here, only said in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from claims.consensus.words import told_quantity
from claims.pages.words import BASES, INTERESTS, LINKS, POSITIONS, SIDES
from config.http.bidi import straight

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One stance: who, which side, the weight factor by factor, and what it adds or why it adds nothing."""

    stance: str
    actor: str
    name: str
    position: str
    side: str
    elsewhere: str
    claim: str
    number: str
    factors: SafeString
    weight: int
    adds: str
    counts: bool
    why: str


#: What the factors of a row are, in its order.
FACTORS = ("Grade", "Basis", "Credibility", "Hedged", "Interest")


def ranked(body: Mapping[str, Any]) -> list[Line]:
    """Return the lines, those that add most first; of equal ones the one said earlier."""
    return sorted(body["ledger"], key=lambda line: (not line["counts"], -line["share"], -line["weight"]))


def others(lines: list[Line]) -> set[str]:
    """Return the actors whose letter or party somebody else speaks with."""
    known = [(line["actor"], line["factors"]) for line in lines if line["factors"]]
    return {
        factors[name]
        for actor, factors in known
        for name in ("letter_from", "party_from")
        if factors[name] != actor
    }


def row(line: Line, names: Mapping[str, str]) -> Row:
    """Return a line in words; `names` are those of the actors that `others` returned."""
    why_not = line["why_not"] or {"words": ""}
    return Row(
        stance=line["stance"],
        actor=line["actor"],
        name=line["actor_name"],
        position=POSITIONS[line["position"]],
        side=_side(line),
        elsewhere=LINKS.get(line["link"], ""),
        claim=line["claim"],
        number=straight(told_quantity(line["quantity"])) if line.get("quantity") else "",
        factors=_factors(line, names),
        weight=line["weight"],
        adds=str(line["share"]) if line["counts"] else "nothing",
        counts=line["counts"],
        why=straight(why_not["words"] or _shared(line)),
    )


def _side(line: Line) -> str:
    """Say for what a stance counts; one that takes no side anywhere has said so."""
    if line["side"]:
        return SIDES[line["side"]]
    return "for neither side" if line["position"] in ("supports", "disputes") else ""


def _factors(line: Line, names: Mapping[str, str]) -> SafeString:
    """Return the cells of the factors, made by hand: a page has hundreds.

    Each says what it is due to, what it does, and whose it is where that is somebody else.
    """
    factors = line["factors"]
    if factors is None:
        return SafeString("")

    def whose(name: str) -> str:
        owner = factors[f"{name}_from"]
        return "" if owner == line["actor"] else names.get(owner, "somebody above")

    told = (
        _factor(factors["letter"] or "no grade", str(factors["reliability"]), whose("letter")),
        _factor(BASES[factors["basis"]], _percent(factors["basis_percent"])),
        _factor(str(factors["credibility"] or "not judged"), _percent(factors["credibility_percent"])),
        _factor("hedged" if factors["hedged"] else "no", _percent(factors["hedge_percent"])),
        _factor(
            INTERESTS[factors["interest"]],
            _percent(factors["interest_percent"]),
            whose("party") if factors["party"] else "",
        ),
    )
    cells = zip(FACTORS, told, strict=True)
    return SafeString("".join(f'<td role="cell" data-label="{label}">{cell}</td>' for label, cell in cells))  # nosec B703 # escaped where told


def _factor(due_to: str, does: str, whose: str = "") -> str:
    owner = f" as <bdi>{escape(whose)}</bdi>" if whose else ""
    small = f" <small>{escape(does)}{owner}</small>" if does or owner else ""
    return f"{escape(due_to)}{small}"


def _percent(percent: int) -> str:
    """Say what a factor does; one of 100 % does nothing."""
    return "" if percent == 100 else f"×\u00a0{percent}\u00a0%"


def _shared(line: Line) -> str:
    """Say how much of an origin that counts is added, and why it is less than it weighs."""
    if not line["weight"]:
        return "Counts, and weighs nothing."
    if line["share"] == line["weight"]:
        return "Counts in full."
    kind, _, name = (line["bloc"] or "").partition(":")
    bloc = f"the party {name}" if kind == "party" else "its organisation"
    return f"Speaks with the bloc of {bloc}, in which others weigh more: a part of its weight is added."
