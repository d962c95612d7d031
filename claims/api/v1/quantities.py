"""The shape of a quantity: so many of a unit, from a lowest to a highest number."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from claims.consensus import Quantity, read
from claims.consensus.quantities import DIGITS, UNIT
from config.http import fields
from config.http.serializers import StrictSerializer

MOST = 10**DIGITS - 1
DECIMALS = 6


class NumberField(fields.FloatField):
    """A number of up to fifteen digits, six of them after the point."""

    default_error_messages = {
        "digits": f"At most {DIGITS} digits are kept, {DECIMALS} of them after the point."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=-MOST, max_value=MOST, required=False, allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Take a JSON number that is kept as it was sent."""
        number: float = super().to_internal_value(data)
        # As it is written shortest: a double has more digits, which nobody sent.
        _, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
        if len(digits) > DIGITS or int(exponent) < -DECIMALS:
            self.fail("digits")
        return number


class QuantityIn(StrictSerializer):
    """A quantity; comes out as text, empty where there is none."""

    unit = fields.CharField(max_length=40, pattern=f"^({UNIT})$", help_text="Such as persons, km² or %.")
    low = NumberField(help_text="The lowest number; none: open below.")
    high = NumberField(help_text="The highest number; none: open above.")
    value = NumberField(help_text="A best estimate; alone it is the whole quantity.")

    default_error_messages = {
        "unsound": "Give low, high or both, low not above high, and value, if there is one, between them."
    }

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the quantity as text; nothing for null."""
        given = super().run_validation(data)
        if given is None:
            return ""
        numbers = {name: given.get(name) for name in ("low", "high", "value")}
        if numbers["low"] is None and numbers["high"] is None:
            numbers = {"low": numbers["value"], "high": numbers["value"], "value": None}
        quantity = Quantity(given["unit"], **numbers)
        # What cannot be read again is none: ends the wrong way round, or a unit that ends in a line break.
        if read(str(quantity)) is None:
            self.fail("unsound")
        return str(quantity)


class QuantityOut(serializers.Serializer[Any]):
    """A quantity: so many of a unit, from a lowest to a highest number, both included."""

    unit = serializers.CharField()
    low = serializers.FloatField(allow_null=True, help_text="Null: open below.")
    high = serializers.FloatField(allow_null=True, help_text="Null: open above.")
    value = serializers.FloatField(allow_null=True, help_text="A best estimate.")


def shape(text: str) -> dict[str, Any] | None:
    """Return a quantity as the API gives it."""
    quantity = read(text)
    if quantity is None:
        return None
    return {name: getattr(quantity, name) for name in ("unit", "low", "high", "value")}
