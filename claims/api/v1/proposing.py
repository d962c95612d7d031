"""Shapes of proposals: what is asked for of each kind, said as it would be said of a record of one's own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from actors.api.drafts import draft
from actors.api.resources import Resource
from actors.api.serializers import MAX_NOTE, ActorIn, ActorPatch, RecordOut, RecordQuery
from actors.api.views import ACTOR
from actors.services.records import Draft
from audit.attribution import MAX_REASON
from claims.api.v1.resources import CLAIM, PLACE, QUESTION, RELATION, SOURCE, STANCE
from claims.api.v1.serializers import (
    ClaimIn,
    ClaimPatch,
    PlaceIn,
    PlacePatch,
    QuestionIn,
    QuestionPatch,
    RelationIn,
    RelationPatch,
    SourceIn,
    SourcePatch,
    StanceIn,
    StancePatch,
)
from claims.models import Act, Outcome
from claims.models.proposal import KINDS
from config.http import fields
from config.http.queries import CommaField
from config.http.serializers import StrictSerializer, validate
from config.http.values import written

#: Members of a body that are the proposal's to say, or nobody's.
_NOT_PROPOSED = ("reason", "external_id", "stances")


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind is given, and what is said to record one and to change it."""

    resource: Resource
    new: type[StrictSerializer]
    changed: type[StrictSerializer]

    def drafted(self, act: Act, body: Mapping[str, Any], grounds: str) -> Draft:
        """Return what a body says.

        Raises:
            ValidationError: it has not the shape of what it is to do; pointers begin at `/body`.
        """
        if beside := [name for name in _NOT_PROPOSED if name in body]:
            unknown = ErrorDetail("This is not proposed.", code="unknown")
            raise ValidationError({"body": {name: [unknown] for name in beside}})
        serializer = self.new if act == Act.CREATE else self.changed
        try:
            return draft(self.resource, validate(serializer, {**body, "reason": grounds}))
        except ValidationError as error:
            raise ValidationError({"body": error.detail}) from error

    def body(self, draft: str) -> dict[str, Any]:
        """Return a draft that is kept, as it was said."""
        if not draft:
            return {}
        kept = json.loads(draft)
        dates = set(kept["date_only"])
        shaped = self.resource.shaped or {}
        said = {
            name: shaped[name](value) if name in shaped else value for name, value in kept["values"].items()
        }
        for name in [each for each in self.resource.times if said.get(each)]:
            said[name] = written(datetime.fromisoformat(said[name]), is_date=name in dates)
        return {self.resource.name(name): value for name, value in said.items()}


FORMS: Mapping[str, Form] = {
    "actor": Form(ACTOR, ActorIn, ActorPatch),
    "claim": Form(CLAIM, ClaimIn, ClaimPatch),
    "place": Form(PLACE, PlaceIn, PlacePatch),
    "question": Form(QUESTION, QuestionIn, QuestionPatch),
    "relation": Form(RELATION, RelationIn, RelationPatch),
    "source": Form(SOURCE, SourceIn, SourcePatch),
    "stance": Form(STANCE, StanceIn, StancePatch),
}

_KINDS = [(name, name) for name in KINDS]


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An actor to be recorded by staff",
            value={
                "act": "create",
                "kind": "actor",
                "body": {"name": "Operational Command East", "kind": "armed_force"},
                "grounds": "It is quoted daily, and nobody has recorded it.",
            },
            request_only=True,
        )
    ]
)
class ProposalIn(StrictSerializer):
    """What somebody asks to have done to what is not theirs."""

    act = fields.ChoiceField(choices=Act.choices)
    kind = fields.ChoiceField(choices=_KINDS)
    object = fields.ReferenceField(required=False, help_text="The record; left out of what is to be created.")
    of_revision = fields.IntegerField(
        required=False, min_value=1, help_text="The revision that you have read; left out: the present one."
    )
    body = serializers.DictField(
        required=False,
        help_text="As it would be posted, or sent as a PATCH, without a reason and an `external_id`; left out of a "
        "withdrawal.",
    )
    to = fields.UUIDField(
        required=False,
        allow_null=True,
        help_text="Of what is to be created: the partner that it is put to; null or left out: staff.",
    )
    grounds = fields.CharField(
        max_length=MAX_REASON, help_text="Why; kept as the reason where it is accepted."
    )
    note = fields.CharField(max_length=MAX_NOTE, required=False, allow_blank=True)
    external_id = fields.CharField(
        max_length=200, required=False, help_text="Your own name for the proposal."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what does not go with the act."""
        act = attrs["act"]
        needed = {"object"} if act != Act.CREATE else {"body"}
        needed |= {"body"} if act == Act.REVISE else set()
        unfit = {Act.CREATE: {"object", "of_revision"}, Act.REVISE: {"to"}, Act.WITHDRAW: {"to", "body"}}[act]
        faults = {
            name: [ErrorDetail(f"A proposal to {act} says this.", code="required")]
            for name in sorted(needed - attrs.keys())
        } | {
            name: [ErrorDetail(f"A proposal to {act} does not say this.", code="unknown")]
            for name in sorted(unfit & attrs.keys())
        }
        if faults:
            raise ValidationError(faults)
        return attrs


class ProposalOut(RecordOut):
    """A proposal, and what became of it."""

    act = serializers.ChoiceField(choices=Act.choices)
    kind = serializers.ChoiceField(choices=_KINDS)
    object = serializers.UUIDField(allow_null=True, help_text="The record; null for one to be created.")
    of_revision = serializers.IntegerField(allow_null=True, help_text="The revision that it is proposed of.")
    body = serializers.DictField(help_text="What is to be said; references are ids.")
    to = serializers.UUIDField(allow_null=True, help_text="The partner that decides; null: staff.")
    grounds = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    decision = serializers.CharField(help_text="The reason of whoever decided.")
    decided_by = serializers.UUIDField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    result = serializers.UUIDField(allow_null=True, help_text="The record that was made or changed.")


class ProposalQuery(RecordQuery):
    """Filters of proposals."""

    act = CommaField(child=fields.ChoiceField(choices=Act.choices), required=False)
    kind = CommaField(child=fields.ChoiceField(choices=_KINDS), required=False)
    outcome = CommaField(child=fields.ChoiceField(choices=Outcome.choices), required=False)
    to = CommaField(child=fields.UUIDField(), required=False)
    object = CommaField(child=fields.UUIDField(), required=False, help_text="The record.")
