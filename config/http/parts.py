"""Parts of a record: which of its fields a read gives, and for which of its references the record itself.

Both are parameters of a view's query, with what is allowed in them; the OpenAPI document reads there what comes out.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from rest_framework.serializers import Serializer

from config.http.fields import ChoiceField
from config.http.queries import CommaField

FIELDS, EXPAND = "fields", "expand"


class FieldsParameter(CommaField):
    """Names of fields."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            child=ChoiceField(choices=list(names)),
            required=False,
            help_text="Only these fields, and always `id`. Left out: all.",
        )


class ExpandParameter(CommaField):
    """Names of references, each with the shape of what it refers to."""

    def __init__(self, shapes: Mapping[str, type[Serializer[Any]]]) -> None:
        super().__init__(
            child=ChoiceField(choices=list(shapes)),
            required=False,
            help_text="In the place of these ids the records that they refer to, as their own addresses give them; of "
            "what is not there at the two times that are asked for, the id. They are given whatever `fields` says.",
        )
        self.shapes = shapes


def part_of(whole: Mapping[str, Any], expanded: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of what may be given of a record: the id, and each reference as an id or as a record."""
    part: dict[str, Any] = {**deepcopy(dict(whole)), "required": ["id"]}
    for name, record in expanded.items():
        part["properties"][name] = {"oneOf": [part["properties"][name], record]}
    return part
