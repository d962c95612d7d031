"""Shapes of an actor's track record."""

from typing import Any

from rest_framework import serializers

from actors.models import Reliability
from claims.models import Basis
from config.http.as_of import AsOfOut


class OutcomesOut(serializers.Serializer[Any]):
    """What came of own words."""

    upheld = serializers.IntegerField()
    reversed = serializers.IntegerField()
    open = serializers.IntegerField(help_text="Nothing is settled, or it cannot be.")


class TallyOut(serializers.Serializer[Any]):
    """Counts of own words that take a side."""

    words = serializers.IntegerField()
    withdrawn = serializers.IntegerField(help_text="With their source or by themselves; in no other count.")
    given_up = serializers.IntegerField(help_text="The speaker took the other side later.")
    verdicts = OutcomesOut(help_text="By the last verdict that staff gave on the claim.")
    sources = OutcomesOut(
        help_text="By the status of the claim where it is corroborated or refuted. Not independent: the word itself is "
        "among what it was decided on."
    )


class YearOut(TallyOut):
    """Of what was said in one year (UTC)."""

    year = serializers.IntegerField()


class PositionOut(TallyOut):
    """Of what was said on one side."""

    position = serializers.ChoiceField(choices=["supports", "disputes"])


class BasisOut(TallyOut):
    """Of what was said on one basis."""

    basis = serializers.ChoiceField(choices=Basis.choices)


class TrackOut(AsOfOut):
    """How an actor's own words have fared: beside its letter, never in place of it."""

    actor = serializers.UUIDField()
    reliability = serializers.ChoiceField(choices=Reliability.choices, allow_blank=True)
    whole = TallyOut()
    years = YearOut(many=True)
    positions = PositionOut(many=True)
    bases = BasisOut(many=True)
