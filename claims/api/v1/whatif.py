"""Shapes of what is supposed of a claim, and of what would come of it."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from actors.api.drafts import ref
from actors.models import Reliability
from claims.api.v1 import examples
from claims.api.v1.decided import DecisionOut, DifferenceOut
from claims.api.v1.quantities import QuantityIn
from claims.models import Basis, Derivation, Position
from claims.selectors.suppositions import Saying, Supposition
from config.http import fields
from config.http.serializers import StrictSerializer

#: So many of each may be supposed at once.
MOST = 50


class SayingIn(StrictSerializer):
    """A stance that somebody is supposed to take."""

    actor = fields.ReferenceField()
    position = fields.ChoiceField(choices=Position.choices)
    said_at = fields.DateOrInstantField()
    quantity = QuantityIn(required=False, allow_null=True, help_text="The number that the speaker gives.")
    basis = fields.ChoiceField(choices=Basis.choices, required=False)
    credibility = fields.IntegerField(min_value=1, max_value=6, required=False, allow_null=True)
    hedged = fields.BooleanField(required=False)
    claim = fields.ReferenceField(required=False, allow_null=True)
    derived_from = fields.ReferenceField(required=False, allow_null=True)
    relation = fields.ChoiceField(choices=Derivation.choices, required=False, allow_blank=True)


class GradeIn(StrictSerializer):
    """A letter that an actor is supposed to have; blank is none."""

    actor = fields.ReferenceField()
    reliability = fields.ChoiceField(choices=Reliability.choices, allow_blank=True)


@extend_schema_serializer(examples=examples.WHAT_IF)
class WhatIfIn(StrictSerializer):
    """What is supposed: stances taken, on this claim unless another is named, stances withdrawn, and letters."""

    stances = fields.ListField(child=SayingIn(), required=False, max_length=MOST)
    withdraw = fields.ListField(child=fields.ReferenceField(), required=False, max_length=MOST)
    grades = fields.ListField(child=GradeIn(), required=False, max_length=MOST)


class WhatIfOut(serializers.Serializer[Any]):
    """The claim as it is and as it would be, both decided on the log's first so many entries."""

    log_size = serializers.IntegerField()
    stances = serializers.ListField(
        child=serializers.UUIDField(), help_text="Ids given to the stances supposed, for the ledger alone."
    )
    before = DecisionOut()
    after = DecisionOut()
    difference = DifferenceOut()


def supposition(body: Mapping[str, Any]) -> Supposition:
    """Return what a body supposes."""
    return Supposition(
        said=tuple(_saying(each) for each in body.get("stances", ())),
        withdrawn=tuple(ref(each) for each in body.get("withdraw", ())),
        graded=tuple((ref(each["actor"]), each["reliability"]) for each in body.get("grades", ())),
    )


def _saying(body: Mapping[str, Any]) -> Saying:
    references = {
        name: ref(body[name]) for name in ("actor", "claim", "derived_from") if body.get(name) is not None
    }
    return Saying(
        **{**body, "said_at": body["said_at"].at, "claim": None, "derived_from": None, **references}
    )
