"""Query parameters of the lists: a flat allow-list; a comma means or."""

import re
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actors.api.serializers import RecordQuery, SearchQuery
from claims.models import PlaceKind, Position, RelationKind, SourceKind, Status
from claims.selectors.boxes import Box
from claims.selectors.consensus import OWN
from config.http import fields
from config.http.as_of import AsOfPageQuery, AsOfQuery
from config.http.queries import BooleanParameter, CommaField


def one_of_ids() -> CommaField:
    """Return a filter by ids."""
    return CommaField(child=fields.UUIDField(), required=False)


_DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,10})?"
_BOX = rf"^{_DEGREES}(,{_DEGREES}){{3}}$"


@extend_schema_field({"type": "string", "pattern": _BOX, "example": "36.2,47.1,38.9,49.2"})
class BoxParameter(serializers.Field[Box, Any, Any, Any]):
    """A box on the map in a query."""

    default_error_messages = {"invalid": "Write a box as west,south,east,north in degrees."}

    def __init__(self) -> None:
        super().__init__(
            required=False,
            help_text="Only what has a position in this box: west,south,east,north in WGS 84 degrees, edges included. "
            "Where west is greater than east it spans the 180th meridian.",
        )

    def to_internal_value(self, data: Any) -> Box:
        """Take four numbers with commas between them."""
        if not isinstance(data, str) or not re.fullmatch(_BOX, data):
            self.fail("invalid")
        return Box(*map(float, data.split(",")))


class PlaceQuery(RecordQuery):
    """Filters of places."""

    bbox = BoxParameter()
    kind = CommaField(child=fields.ChoiceField(choices=PlaceKind.choices), required=False)


class QuestionQuery(RecordQuery):
    """Filters of questions."""

    place = one_of_ids()
    exclusive = BooleanParameter(required=False)


class ClaimQuery(SearchQuery):
    """Filters of claims."""

    status = CommaField(child=fields.ChoiceField(choices=Status.choices), required=False)
    bbox = BoxParameter()
    question = one_of_ids()
    place = one_of_ids()
    actor = one_of_ids()
    source = one_of_ids()  # type: ignore[assignment]  # REST framework has an attribute of that name


class SourceQuery(SearchQuery):
    """Filters of sources."""

    kind = CommaField(child=fields.ChoiceField(choices=SourceKind.choices), required=False)
    publisher = one_of_ids()


class StancesOfClaimQuery(RecordQuery):
    """Filters of the stances on one claim."""

    actor = one_of_ids()
    source = one_of_ids()  # type: ignore[assignment]  # REST framework has an attribute of that name
    position = CommaField(child=fields.ChoiceField(choices=Position.choices), required=False)
    derived_from = one_of_ids()


class StanceQuery(StancesOfClaimQuery):
    """Filters of stances."""

    claim = one_of_ids()


class RelationQuery(RecordQuery):
    """Filters of relations."""

    kind = CommaField(child=fields.ChoiceField(choices=RelationKind.choices), required=False)
    claim = CommaField(child=fields.UUIDField(), required=False, help_text="Either end.")


class RemarkQuery(RecordQuery):
    """Filters of remarks, by what they are on and by the source that they name."""

    actor = one_of_ids()
    claim = one_of_ids()
    source = one_of_ids()  # type: ignore[assignment]  # REST framework has an attribute of that name
    stance = one_of_ids()
    found_in = one_of_ids()


class ConsensusQuery(AsOfQuery):
    """What a consensus may be asked of."""

    said_by = fields.DateOrInstantField(
        required=False,
        help_text="Decide on what had been said by then; a date is the whole of that day in UTC. Computed on "
        "reading, on the record as it now stands, and never stored.",
    )
    tier = fields.ChoiceField(
        choices=[OWN],
        required=False,
        help_text="`own`: decide by all that you may see, on reading; never stored. Left out: by what everyone sees "
        "who sees the claim, which is what is stored and what lists give.",
    )


class PictureQuery(ConsensusQuery):
    """Which picture of a consensus is asked for."""

    picture = fields.ChoiceField(
        choices=["balance", "opinion", "numbers"],
        default="balance",
        help_text="`balance`: what weighs on either side, by origin, against the thresholds. `opinion`: how the "
        "sources lean, as a point between belief, disbelief and what is open. `numbers`: of a claim about a quantity, "
        "what each origin says.",
    )


class MapQuery(AsOfQuery):
    """What the map is asked of."""

    question = CommaField(
        child=fields.UUIDField(),
        required=False,
        max_length=100,
        help_text="Only these exclusive questions; without it all of them, and the claims at a place that answer none.",
    )
    valid_at = fields.DateOrInstantField(
        required=False,
        help_text="Claims whose time contains this instant, or any of this day, decided on what had been said by then "
        "or by the end of the day. Without it, today in UTC.",
    )


class DeterminationQuery(AsOfPageQuery):
    """Paging of determinations."""
