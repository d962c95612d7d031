"""Say the codes of the rules in readers' words."""

from collections.abc import Mapping
from typing import Any

from claims.consensus.quantities import read, written

POSITIONS = {
    "supports": "supports",
    "disputes": "disputes",
    "neutral": "takes no side",
    "no_comment": "no comment",
}
#: The same of a claim that was named before.
SAYS = {
    "supports": "supports it",
    "disputes": "disputes it",
    "neutral": "takes no side",
    "no_comment": "does not comment",
}
SIDES = {"support": "for it", "dispute": "against it"}
BASES = {
    "verified": "verified",
    "observed": "from observation",
    "reported": "from reports",
    "unknown": "basis not given",
}
INTERESTS = {
    "own": "serves its own side",
    "conceding": "against its own interest",
    "none": "nothing at stake",
}
LINKS = {
    "entails": "said on a claim that entails this one",
    "contradicts": "said on a claim that contradicts this one",
    "question": "said on another answer to the question",
    "range": "said on a wider or a narrower range",
}
REASONS = {"weight": "by weight", "common_ground": "by common ground"}


def measured(unit: str, low: float | None, high: float | None) -> str:
    """Return a range of numbers in words, such as “12 to 60 persons” and “at least 40 persons”."""
    least, most = written(low), written(high)
    if low is None or high is None:
        return f"at least {least} {unit}" if high is None else f"at most {most} {unit}"
    return f"{least} {unit}" if low == high else f"{least} to {most} {unit}"


def spread(unit: str, low: float | None, high: float | None) -> str:
    """Return in words from where to where numbers go, such as “from 12 to 60 persons”."""
    least, most = written(low), written(high)
    if low is None:
        return "without an end on either side" if high is None else f"up to {most} {unit}"
    return f"from {least} {unit} upwards" if high is None else f"from {least} to {most} {unit}"


def told_spread(quantity: Mapping[str, Any]) -> str:
    """Return in words from where to where a quantity of a decision's document goes."""
    low, high = quantity["low"], quantity["high"]
    return told_quantity(quantity) if low == high is not None else spread(quantity["unit"], low, high)


def in_words(text: str) -> str:
    """Return a quantity that was written as text in words; nothing where it is none."""
    quantity = read(text)
    if quantity is None:
        return ""
    words = measured(quantity.unit, quantity.low, quantity.high)
    return words if quantity.value is None else f"{words}, about {written(quantity.value)}"


def told_quantity(quantity: Mapping[str, Any]) -> str:
    """Return a quantity, as a decision's document has it, in words."""
    return measured(quantity["unit"], quantity["low"], quantity["high"])


def spaced(code: str) -> str:
    """Return a code as words."""
    return code.replace("_", " ")
