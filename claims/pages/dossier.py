"""The page of a claim: what its status is, why, since when, and who said what where."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from actors.models import Actor
from actors.selectors.records import visible
from claims.consensus.words import in_words, told_spread
from claims.models import Claim
from claims.pages import descent, ledger
from claims.pages.elsewhere import elsewhere
from claims.pages.moments import field, moment, period
from claims.pages.page import READER, page, reading
from claims.pages.paging import LENGTH, Part, part
from claims.pages.words import BASES, POSITIONS, REASONS, RELATED, RELATIONS, RULINGS, SIGNS
from claims.pictures import balance, numbers, opinion, provenance, timeline
from claims.selectors import attributions, dossiers, turns
from claims.selectors.dossiers import Dossier
from claims.selectors.marks import Mark, mark
from config.http.bidi import inline, straight

#: So many turns of the status are told, the latest ones.
TURNS = 50


@reading
def show(request: HttpRequest, claim: UUID) -> HttpResponse:
    """Show the dossier of a claim."""
    found = dossiers.of(claim, to=READER)
    if there := elsewhere(request, Claim, found.claim):
        return there
    stances = part(request, "stances", _stances(found))
    said = attributions.of([UUID(stance) for stance in stances.items], to=READER)
    turned = turns.of([claim], to=READER, at_most=TURNS)
    shown = mark(found.body["status"] if found.body else None)
    context = {
        "title": inline(found.claim["text"], at_most=120),
        "description": inline(_description(found, shown), at_most=300),
        "claim": found.claim,
        "about": period(found.claim),
        "quantity": straight(in_words(found.claim["quantity"])),
        "recorded": moment(found.claim["recorded_at"]),
        "found": found,
        "mark": shown,
        "sentence": straight(found.body["sentence"]) if found.body else "",
        "reason": REASONS.get(found.body["reason"], "") if found.body else "",
        "base": _base(found),
        "decided": moment(found.determined_at),
        "ruled": _ruled(found),
        "related": _related(claim),
        "json": [f"/api/v1/claims/{claim}{rest}" for rest in ("", "/consensus", "/determinations")],
        **_why(request, found),
        **_when(said, stances, turned),
        **_whom(found, said, stances),
    }
    return page(request, "room/claim.html", context)


def _stances(found: Dossier) -> list[str]:
    """Return the stances on the claim itself in the order of the ledger: in which they were said."""
    if found.body is None:
        return [str(one) for one in attributions.latest(found.claim["id"], to=READER, at_most=LENGTH)]
    return [line["stance"] for line in found.body["ledger"] if line["link"] == "itself"]


def _description(found: Dossier, shown: Mark) -> str:
    sentence = found.body["sentence"] if found.body else shown.means.capitalize() + "."
    return f"{shown.word}. {sentence} This is the state of the sources, never the truth."


def _base(found: Dossier) -> Mark | None:
    """Return the status that lies under the one shown, where another lies over it."""
    body = found.body
    return mark(body["base_status"]) if body and body["base_status"] != body["status"] else None


def _ruled(found: Dossier) -> dict[str, Any] | None:
    if found.verdict is None:
        return None
    ruling = RULINGS[found.verdict["ruling"]]
    return {"ruling": ruling, "grounds": found.verdict["grounds"], "at": moment(found.verdict["at"])}


def _related(claim: UUID) -> list[dict[str, Any]]:
    return [
        {**other, "how": RELATED[other["kind"], other["is_from"]], "mark": mark(other["status"])}
        for other in dossiers.related(claim, to=READER)
    ]


def _why(request: HttpRequest, found: Dossier) -> dict[str, Any]:
    """Return the ledger, both sides as a picture, and what would turn the status."""
    body = found.body
    if body is None or found.policy is None:
        return {}
    lines = part(request, "ledger", ledger.ranked(body))
    owners = ledger.others(list(lines.items))
    names = {
        str(actor): name
        for actor, name in visible(Actor, to=READER).filter(id__in=owners).values_list("id", "name")
    }
    return {
        "ledger": lines,
        "rows": [ledger.row(line, names) for line in lines.items],
        "factors": ledger.FACTORS,
        "sides": [
            ("Against", body["dispute"], balance.pieces(body, "dispute")),
            ("For", body["support"], balance.pieces(body, "support")),
        ],
        "balance": balance.draw(body, found.policy["thresholds"]),
        "thresholds": found.policy["thresholds"],
        **_numbers(body),
        "flips": [(flip["origins"], mark(flip["status"])) for flip in body["flips"]],
        "opinion": opinion.draw(body["opinion"]),
        "leaning": opinion.told(body["opinion"]),
    }


def _numbers(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers said of a claim about a quantity, as a picture and as a sentence."""
    if not (said := body.get("numbers")):
        return {}
    contested = "No number is said by anybody whose word counts."
    if said["contested"]:
        contested = f"Those whose word counts: {told_spread(said['contested'])}."
    return {"numbers": numbers.draw(body), "contested": straight(contested)}


def _when(
    said: Mapping[UUID, dict[str, Any]], stances: Part[str], turned: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return when it was said and recorded, and when the status turned."""
    here = [said[UUID(stance)] for stance in stances.items if UUID(stance) in said]
    drawn = [
        timeline.Said(row["said_at"], row["recorded_at"], row["position"], SIGNS[row["position"]])
        for row in here
    ]
    flags = [timeline.Turn(row["recorded_at"], row["status"], mark(row["status"]).sign) for row in turned]
    return {
        "timeline": timeline.draw(drawn, flags) if drawn else "",
        "turns": [
            {
                "at": moment(row["recorded_at"], with_seconds=True),
                "former": mark(row["former"]) if row["former"] else None,
                "mark": mark(row["status"]),
                "due_to": _trigger(row["trigger"]),
                "log_size": row["log_size"],
            }
            for row in turned
        ],
    }


def _trigger(trigger: Mapping[str, Any]) -> str:
    """Say what made a determination due."""
    count = trigger["count"]
    if not count:
        return ""
    return f"a {trigger['kind']}" if count == 1 else f"{count} entries, the last of them a {trigger['kind']}"


def _whom(found: Dossier, said: Mapping[UUID, dict[str, Any]], stances: Part[str]) -> dict[str, Any]:
    """Return the stances by the origin they end with, and the chains that lead there."""
    lines = {line["stance"]: line for line in found.body["ledger"]} if found.body else {}
    origins: dict[str, list[dict[str, Any]]] = {}
    for stance in stances.items:
        if row := said.get(UUID(stance)):
            line = lines.get(stance, {})
            origins.setdefault(line.get("origin") or "", []).append(_told(row, said, line))
    named = {line["actor"]: line["actor_name"] for line in lines.values()} | {
        str(row["actor_id"]): row["actor__name"] for row in said.values()
    }
    trees = descent.trees(said)
    nodes = descent.nodes(trees)
    return {
        "stances": stances,
        "groups": [
            {"actor": actor, "name": named.get(actor, ""), "stances": rows} for actor, rows in origins.items()
        ],
        "trees": trees,
        "provenance": provenance.draw(nodes) if nodes else "",
    }


def _told(
    row: dict[str, Any], said: Mapping[UUID, dict[str, Any]], line: Mapping[str, Any]
) -> dict[str, Any]:
    notes = [
        BASES[row["basis"]] if row["basis"] != "unknown" else "",
        f"credibility {row['credibility']}" if row["credibility"] else "",
        straight(in_words(row["quantity"])),
        "hedged" if row["hedged"] else "",
    ]
    return {
        **row,
        "says": POSITIONS[row["position"]],
        "sign": SIGNS[row["position"]],
        "said": field(row, "said_at"),
        "recorded": moment(row["recorded_at"]),
        "notes": ", ".join(filter(None, notes)),
        "relation_words": RELATIONS[row["relation"]],
        "cited": said.get(row["derived_from_id"]),
        "outcome": _outcome(line),
    }


def _outcome(line: Mapping[str, Any]) -> str:
    """Say what a stance adds, or why it adds nothing; nothing of one that is not reckoned in yet."""
    if not line:
        return ""
    return f"Adds {line['share']}." if line["counts"] else straight(line["why_not"]["words"])
