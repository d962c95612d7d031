"""Explain a decision in plain text: all that it says of itself, for a reader with nothing else at hand.

It reads the decision as a document, since former ones are kept as such, beside the policy that decided.
"""

from collections.abc import Iterable, Mapping
from textwrap import fill
from typing import Any

from claims.consensus.policy import Policy
from claims.consensus.words import BASES, INTERESTS, REASONS, SAYS, SIDES, spaced, told_quantity, told_spread

Document = Mapping[str, Any]

WIDTH = 100
_TAKING = ("supports", "disputes")
#: What is said on another claim is a word for or against that one.
_SAYS_OF = {
    "supports": "supports",
    "disputes": "disputes",
    "neutral": "takes no side on",
    "no_comment": "does not comment on",
}
_ELSEWHERE = {
    "entails": "a claim that entails this one",
    "contradicts": "a claim that contradicts this one",
    "question": "another answer to the question",
    "range": "a range that lies in this one or holds it",
}
#: What the policy makes of a factor: at 100 % nothing, and then it is told without a number.
_PLAIN = 100


def explain(decision: Document, text: str, policy: Policy) -> str:
    """Return the explanation of a decision on a claim with this text, by the policy that decided."""
    ledger = sorted(decision["ledger"], key=lambda line: (-line["share"], -line["weight"]))
    parts = [
        fill(f"“{_straight(text)}”", WIDTH),
        _status(decision),
        fill(f"{_straight(decision['sentence'])} This is the state of the sources, never the truth.", WIDTH),
        _sides(decision, policy),
        _numbers(decision),
        _part("What is reckoned with", (_counting(line, policy) for line in ledger if line["counts"])),
        _part("What does not count, and why", (_not_counting(line) for line in ledger if not line["counts"])),
        _part("What would change it", [*_flips(decision["flips"]), *_more(decision, policy)]),
        f"Decided by the policy {decision['policy']['version']}, SHA-256\n{decision['policy']['sha256']}.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _status(decision: Document) -> str:
    told = f"{spaced(decision['status'])} {REASONS.get(decision['reason'], '')}".rstrip()
    beneath = decision["base_status"]
    over = f"; without what lies over it, {spaced(beneath)}" if beneath != decision["status"] else ""
    return f"Status: {told}{over}."


def _sides(decision: Document, policy: Policy) -> str:
    told = []
    for side, words in SIDES.items():
        count = decision[f"{side}_origins"]
        ungraded = decision[side] - decision[f"graded_{side}"]
        more = f", {ungraded} of it from speakers without a grade" if ungraded else ""
        told.append(f"{decision[side]} {words} ({count} {'origin' if count == 1 else 'origins'}{more})")
    opinion = decision["opinion"]
    lean = ", ".join(
        f"{name} {_percent(opinion[key] / 10)}"
        for key, name in (("belief", "for"), ("disbelief", "against"), ("uncertainty", "open"))
    )
    return fill(
        f"Weight: {'; '.join(told)}. In centidecibans, of which 1000 are odds of ten to one; an origin counts from"
        f" {policy.origin} on. Lean of the sources: {lean}.",
        WIDTH,
    )


def _numbers(decision: Document) -> str:
    said = decision.get("numbers")
    if not said:
        return ""
    told = [f"claimed {told_quantity(said['claimed'])}"]
    for name, words in (("supported", "said for it"), ("disputed", "said against it")):
        if said[name]:
            told.append(f"{words} {', '.join(map(told_quantity, said[name]))}")
    if said["contested"]:
        told.append(f"altogether {told_spread(said['contested'])}")
    return fill(_straight(f"Numbers: {'; '.join(told)}."), WIDTH)


def _part(title: str, lines: Iterable[str]) -> str:
    told = list(lines)
    return "\n".join([f"{title}:", *told]) if told else ""


def _counting(line: Document, policy: Policy) -> str:
    share, weight = line["share"], line["weight"]
    adds = f"adds {share} {SIDES[line['side']]}" if share else "adds nothing"
    less = (
        f" of the {weight} that it weighs, after others of its organisation or party"
        if share < weight
        else ""
    )
    joined = ", and" if line["link"] in _ELSEWHERE else " and"
    return _item(f"{_who(line)}{joined} {adds}{less} ({_factors(line['factors'], policy)}).")


def _not_counting(line: Document) -> str:
    who = _who(line)
    return _item(f"{who}." if line["position"] not in _TAKING else f"{who}. {line['why_not']['words']}")


def _who(line: Document) -> str:
    name, position = line["actor_name"], line["position"]
    elsewhere = _ELSEWHERE.get(line["link"])
    number = f" ({told_quantity(line['quantity'])})" if line.get("quantity") else ""
    return (
        f"{name} {_SAYS_OF[position]} {elsewhere}{number}"
        if elsewhere
        else f"{name} {SAYS[position]}{number}"
    )


def _factors(factors: Document, policy: Policy) -> str:
    letter = factors["letter"]
    grade = "learned grade" if letter == "learned" else f"grade {letter}"
    if letter != "learned" and factors["reliability"] > policy.reliability[letter]:
        grade += ", lifted by the concession,"
    told = [
        f"{grade} = {factors['reliability']}",
        _factor(BASES[factors["basis"]], factors["basis_percent"]),
        _factor(f"credibility {factors['credibility'] or 'not judged'}", factors["credibility_percent"]),
        _factor("hedged", factors["hedge_percent"]) if factors["hedged"] else "",
        _factor(INTERESTS[factors["interest"]], factors["interest_percent"]),
    ]
    return ", ".join(filter(None, told))


def _factor(words: str, percent: int) -> str:
    return words if percent == _PLAIN else f"{words} ×\u00a0{_percent(percent)}"


def _percent(value: float) -> str:
    return f"{value:g}\u00a0%"


def _flips(flips: Iterable[Document]) -> Iterable[str]:
    for flip in flips:
        names = " and ".join(origin["actor_name"] for origin in flip["origins"])
        yield _item(f"Without the word of {names} the status would be {spaced(flip['status'])}.")


def _more(decision: Document, policy: Policy) -> Iterable[str]:
    """Say what more words would do, where it takes no more than one."""
    status = decision["status"]
    if status in ("unsourced", "unverified"):
        yield _item(
            f"A word that weighs {policy.origin} or more, of a speaker with a grade, would be an origin."
        )
    elif status == "single_source":
        yield _item("A second origin for it, or one against it, would change the status.")
    elif status == "contradicted":
        yield _item("An origin for it would change the status.")


def _item(words: str) -> str:
    return fill(_straight(words), WIDTH, initial_indent="- ", subsequent_indent="  ")


def _straight(words: str) -> str:
    """Return words without controls: those of a terminal, and what turns the direction of text."""
    return "".join(letter if letter.isprintable() or letter == "\u00a0" else " " for letter in words)
