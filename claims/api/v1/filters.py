"""Query parameters of the lists: a flat allow-list; a comma means or."""

from actors.api.serializers import RecordQuery
from claims.models import PlaceKind, Position, RelationKind, SourceKind, Status
from config.http import fields
from config.http.as_of import AsOfPageQuery, AsOfQuery
from config.http.queries import BooleanParameter, CommaField


def one_of_ids() -> CommaField:
    """Return a filter by ids."""
    return CommaField(child=fields.UUIDField(), required=False)


class PlaceQuery(RecordQuery):
    """Filters of places."""

    kind = CommaField(child=fields.ChoiceField(choices=PlaceKind.choices), required=False)


class QuestionQuery(RecordQuery):
    """Filters of questions."""

    place = one_of_ids()
    exclusive = BooleanParameter(required=False)


class ClaimQuery(RecordQuery):
    """Filters of claims."""

    status = CommaField(child=fields.ChoiceField(choices=Status.choices), required=False)
    question = one_of_ids()
    place = one_of_ids()
    actor = one_of_ids()
    source = one_of_ids()  # type: ignore[assignment]  # REST framework has an attribute of that name


class SourceQuery(RecordQuery):
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


class ConsensusQuery(AsOfQuery):
    """What a consensus may be asked of."""

    said_by = fields.DateOrInstantField(
        required=False,
        help_text="Decide on what had been said by then; a date is the whole of that day in UTC. Computed on "
        "reading, on the record as it now stands, and never stored.",
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
