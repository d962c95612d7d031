"""Write and compare quantities: so many of a unit, from a lowest to a highest number, both included.

As text `12..60 persons`, `40.. persons`, `..60 persons`, `50 persons`, with a best estimate `50 (45..60) persons`.
Numbers have up to fifteen digits, six of them after the point: so many a float keeps exactly.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

Number = int | float

DIGITS = 15
#: Up to forty letters and signs, none of them a control or a bracket; it neither begins a number nor ends in a space.
_ENDS = r"\u0000-\u0020\u007f-\u00a0\u2028\u2029()"
UNIT = rf"[^{_ENDS}0-9.,+\u002d](?:[^\u0000-\u001f\u007f-\u009f\u2028\u2029()]{{0,38}}[^{_ENDS}])?"
_NUMBER = r"-?(?:0|[1-9]\d{0,14})(?:\.\d{0,5}[1-9])?"
#: The form of a quantity that somebody has written; its ends may still stand the wrong way round.
FORM = (
    rf"(?:(?P<value>{_NUMBER}) \()?(?:(?P<one>{_NUMBER})|(?P<low>{_NUMBER})?\.\.(?P<high>{_NUMBER})?)(?P<shut>\))?"
    rf" (?P<unit>{UNIT})"
)
_FORM = re.compile(FORM)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A range of numbers; without an end it is open there. `value` is a best estimate in it, for readers alone."""

    unit: str
    low: Number | None = None
    high: Number | None = None
    value: Number | None = None

    def __str__(self) -> str:
        """Return it as text."""
        ends = written(self.low) if self.is_exact else f"{written(self.low)}..{written(self.high)}"
        return f"{ends} {self.unit}" if self.value is None else f"{written(self.value)} ({ends}) {self.unit}"

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high


def read(text: str) -> Quantity | None:
    """Return what a text says; None where it is no quantity, or one whose numbers do not lie within each other."""
    form = _FORM.fullmatch(text) if text else None
    if form is None or (form["value"] is None) != (form["shut"] is None):
        return None
    one, low, high, value = (_number(form[name]) for name in ("one", "low", "high", "value"))
    quantity = Quantity(form["unit"], low if one is None else one, high if one is None else one, value)
    return quantity if is_sound(quantity) else None


def is_sound(quantity: Quantity) -> bool:
    """Tell whether an end is given, the lowest is not above the highest, and the estimate lies between them."""
    low, high, value = quantity.low, quantity.high, quantity.value
    if (low is None and high is None) or _is_below(high, low):
        return False
    return value is None or not (_is_below(value, low) or _is_below(high, value))


def _number(text: str | None) -> Number | None:
    if text is None:
        return None
    return float(text) if "." in text else int(text)


def written(number: Number | None) -> str:
    """Return a number in digits, as people write it; nothing for none."""
    if number is None:
        return ""
    return str(int(number)) if number == int(number) else f"{number:.6f}".rstrip("0")


def are_apart(one: Quantity, other: Quantity) -> bool:
    """Tell whether no number lies in both."""
    return _is_below(one.high, other.low) or _is_below(other.high, one.low)


def is_within(one: Quantity, other: Quantity) -> bool:
    """Tell whether every number of one lies in the other."""
    reaches_down = other.low is None or (one.low is not None and one.low >= other.low)
    reaches_up = other.high is None or (one.high is not None and one.high <= other.high)
    return reaches_down and reaches_up


def hull(quantities: Iterable[Quantity]) -> Quantity | None:
    """Return the narrowest range that holds all of some quantities of one unit; None of none."""
    some = list(quantities)
    if not some:
        return None
    lows, highs = [each.low for each in some], [each.high for each in some]
    return Quantity(
        unit=some[0].unit,
        low=None if None in lows else min(low for low in lows if low is not None),
        high=None if None in highs else max(high for high in highs if high is not None),
    )


def union(quantities: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """Return the ranges that hold what some quantities of one unit hold and nothing else, the lowest first."""
    joined: list[Quantity] = []
    for each in sorted(quantities, key=lambda one: (one.low is not None, one.low or 0)):
        if joined and not are_apart(joined[-1], each):
            joined[-1:] = filter(None, [hull([joined[-1], each])])
        else:
            joined.append(Quantity(each.unit, each.low, each.high))
    return tuple(joined)


def _is_below(high: Number | None, low: Number | None) -> bool:
    return high is not None and low is not None and high < low
