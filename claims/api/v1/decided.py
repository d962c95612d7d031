"""Shapes of what is decided on a claim: a determination with its ledger, flips, policy and trigger.

Weights are in centidecibans, opinions in permille.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.v1.quantities import QuantityOut
from claims.models import Basis, Position, Status
from config.http.as_of import AsOfOut

SIDES = ("support", "dispute")


class OpinionOut(serializers.Serializer[Any]):
    """The lean of the sources, in permille; for display, it decides nothing."""

    belief = serializers.IntegerField()
    disbelief = serializers.IntegerField()
    uncertainty = serializers.IntegerField()
    projected = serializers.IntegerField()


class FactorsOut(serializers.Serializer[Any]):
    """What the weight of a stance is made of: the letter's worth, and the other factors in percent of it."""

    letter = serializers.CharField(
        allow_null=True, help_text="A to F, or `learned`: the policy has grades of this actor's own."
    )
    letter_from = serializers.UUIDField(help_text="The actor whose letter it is.")
    reliability = serializers.IntegerField(
        help_text="What the letter or the learned grade is worth, in centidecibans."
    )
    basis = serializers.ChoiceField(choices=Basis.choices)
    basis_percent = serializers.IntegerField()
    credibility = serializers.IntegerField(allow_null=True)
    credibility_percent = serializers.IntegerField()
    hedged = serializers.BooleanField()
    hedge_percent = serializers.IntegerField()
    interest = serializers.ChoiceField(choices=["own", "none", "conceding"])
    party = serializers.CharField(allow_null=True)
    party_from = serializers.UUIDField(help_text="The actor whose party it is.")
    interest_percent = serializers.IntegerField()


class WhyNotOut(serializers.Serializer[Any]):
    """Why a stance does not count."""

    code = serializers.CharField()
    words = serializers.CharField()
    stance = serializers.UUIDField(allow_null=True, help_text="The other stance that it is due to.")


class LineOut(serializers.Serializer[Any]):
    """One stance that was considered: what it weighs, what it adds, or why it does not count."""

    stance = serializers.UUIDField()
    stance_revision = serializers.IntegerField()
    claim = serializers.UUIDField(help_text="The claim it is on: this one, or one that bears on it.")
    link = serializers.ChoiceField(
        choices=["itself", "entails", "contradicts", "question", "range"],
        help_text="How that claim bears on this one.",
    )
    actor = serializers.UUIDField()
    actor_revision = serializers.IntegerField()
    actor_name = serializers.CharField()
    position = serializers.ChoiceField(choices=Position.choices)
    side = serializers.ChoiceField(choices=SIDES, allow_null=True, help_text="On the claim decided.")
    own_word = serializers.BooleanField()
    origin = serializers.UUIDField(
        allow_null=True, help_text="The actor with whom the chain of attribution ends."
    )
    bloc = serializers.CharField(allow_null=True)
    factors = FactorsOut(allow_null=True)
    weight = serializers.IntegerField()
    share = serializers.IntegerField(help_text="What of the weight is added to the side.")
    counts = serializers.BooleanField()
    why_not = WhyNotOut(allow_null=True)
    quantity = QuantityOut(required=False, help_text="The number that it says, where it says one.")


class FlipOriginOut(serializers.Serializer[Any]):
    """An origin whose silence changes the status, by itself or with another."""

    actor = serializers.UUIDField()
    actor_name = serializers.CharField()
    side = serializers.ChoiceField(choices=SIDES)
    weight = serializers.IntegerField()


class FlipOut(serializers.Serializer[Any]):
    """Whose silence would change the base status, and to what."""

    origins = FlipOriginOut(many=True)
    status = serializers.ChoiceField(choices=Status.choices)


class SupersederOut(serializers.Serializer[Any]):
    """A corroborated claim that supersedes this one."""

    claim = serializers.UUIDField()
    revision = serializers.IntegerField()
    text = serializers.CharField()


class PolicyOut(serializers.Serializer[Any]):
    """The rules that decided."""

    version = serializers.CharField()
    sha256 = serializers.CharField()


class NumbersOut(serializers.Serializer[Any]):
    """Of a claim about a quantity: what is claimed, and what the origins that weigh something say."""

    claimed = QuantityOut()
    supported = QuantityOut(many=True, help_text="The ranges that are said for it.")
    disputed = QuantityOut(many=True, help_text="The ranges that are said against it.")
    contested = QuantityOut(allow_null=True, help_text="From the lowest to the highest said by either side.")


class TriggerEntryOut(serializers.Serializer[Any]):
    """An entry of the log that bears on the claim, by what it recorded."""

    log_index = serializers.IntegerField()
    kind = serializers.CharField()
    id = serializers.UUIDField()


class TriggerOut(serializers.Serializer[Any]):
    """What made the determination due; the last of the entries that did, and the last twenty of them."""

    kind = serializers.CharField(required=False)
    id = serializers.UUIDField(required=False)
    log_index = serializers.IntegerField(required=False)
    entries = TriggerEntryOut(many=True)
    count = serializers.IntegerField(help_text="Of all of them.")
    conflicts_with = serializers.ListField(
        child=serializers.UUIDField(), help_text="Stances that those among the entries contradict."
    )


class DecisionOut(serializers.Serializer[Any]):
    """What the sources make of a claim, and why."""

    claim = serializers.UUIDField()
    claim_revision = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Status.choices)
    base_status = serializers.ChoiceField(choices=Status.choices)
    reason = serializers.CharField()
    support = serializers.IntegerField(help_text="Centidecibans, ungraded voices included up to 300.")
    dispute = serializers.IntegerField(help_text="Centidecibans, ungraded voices included up to 300.")
    graded_support = serializers.IntegerField(help_text="Without the ungraded voices.")
    graded_dispute = serializers.IntegerField(help_text="Without the ungraded voices.")
    support_origins = serializers.IntegerField()
    dispute_origins = serializers.IntegerField()
    opinion = OpinionOut()
    sentence = serializers.CharField()
    ledger = LineOut(many=True)
    flips = FlipOut(many=True)
    superseded_by = SupersederOut(many=True)
    policy = PolicyOut()
    inputs_sha256 = serializers.CharField()
    numbers = NumbersOut(required=False, help_text="Where the claim is about a quantity.")


class DeterminationOut(DecisionOut):
    """One decision that is on record, and what made it due."""

    id = serializers.UUIDField()
    tier = serializers.ChoiceField(
        choices=["public", "community", "circle", "own"],
        help_text="By whose sight it is decided: everyone's, every partner's, that of the claim's circles, your own.",
    )
    determined_at = serializers.DateTimeField()
    log_size = serializers.IntegerField(
        help_text="The decision is computed from the log's first so many entries."
    )
    trigger = TriggerOut()


@extend_schema_field({"type": ["string", "integer", "null"]})
class OneFigure(serializers.JSONField):
    """A number, or a word such as a status."""


class FigureOut(serializers.Serializer[Any]):
    """A figure before and after; null before a first decision, and where there is none."""

    to = OneFigure()

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python keeps for itself."""
        return {**super().get_fields(), "from": OneFigure()}


class ReckonedOut(serializers.Serializer[Any]):
    """How a stance is reckoned in one of two decisions."""

    position = serializers.ChoiceField(choices=Position.choices)
    side = serializers.ChoiceField(choices=SIDES, allow_null=True)
    weight = serializers.IntegerField()
    share = serializers.IntegerField()
    counts = serializers.BooleanField()
    why_not = serializers.CharField(allow_null=True)


class MovedOut(serializers.Serializer[Any]):
    """A stance whose line in the ledger is new, gone or another."""

    stance = serializers.UUIDField()
    actor = serializers.UUIDField()
    actor_name = serializers.CharField()
    before = ReckonedOut(allow_null=True)
    after = ReckonedOut(allow_null=True)


class DifferenceOut(serializers.Serializer[Any]):
    """What differs between two decisions on one claim; what is the same is left out."""

    figures = serializers.DictField(
        child=FigureOut(), help_text="By name, such as `status`, `support`, `dispute_origins`."
    )
    policy = FigureOut(allow_null=True)
    stances = MovedOut(many=True, help_text="Those that move most come first.")
    words = serializers.ListField(child=serializers.CharField(), help_text="The same in sentences.")


class ToldOut(DeterminationOut):
    """One decision that is on record, with what differs from the one before."""

    difference = DifferenceOut()


class ConsensusOut(AsOfOut):
    """Where the sources leave a claim, with the whole explanation."""

    settled = serializers.BooleanField(
        allow_null=True,
        help_text="Nothing recorded since bears on the claim. Null as of then: it is not on record.",
    )
    said_by = serializers.CharField(
        allow_null=True,
        help_text="As it was asked, where it was; then, as for the tier `own`, `id`, `determined_at`, `log_size` and "
        "`trigger` are null; without it `tier` too.",
    )

    def get_fields(self) -> dict[str, Any]:
        """Add what a determination has; all null before the first one."""
        fields_ = DeterminationOut().get_fields()
        for field in fields_.values():
            field.allow_null = True
        return {**fields_, **super().get_fields()}
