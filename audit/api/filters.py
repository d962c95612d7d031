"""What may be asked of the change log and of revisions."""

from typing import Any

from audit.api.serializers import CHANNELS
from audit.models import OPERATIONS
from audit.selectors.kinds import known
from config.http import fields
from config.http.as_of import AsOfPageQuery, AsOfQuery
from config.http.queries import CommaField, IntegerParameter, PageQuery, QuerySerializer

#: Letters of a reason that are looked for.
MAX_REASON = 200
#: The largest number of a revision, and index of an entry: as many digits as a query's numbers have.
INT32, LONGEST = (1 << 31) - 1, 10**18 - 1


class ChangeFilters(QuerySerializer):
    """Filters of the change log; a comma means or, several filters mean and."""

    since = fields.DateOrInstantField(required=False, help_text="At this instant or later.")
    until = fields.DateOrInstantField(required=False, help_text="Before this instant.")
    after = IntegerParameter(
        min_value=0, max_value=LONGEST, required=False, help_text="From this `log_index` on."
    )
    partner = CommaField(child=fields.UUIDField(), required=False, help_text="Whom the writer acted for.")
    account = CommaField(child=fields.UUIDField(), required=False, help_text="Who wrote.")
    key = CommaField(child=fields.UUIDField(), required=False, help_text="The API key it came with.")
    channel = CommaField(child=fields.ChoiceField(choices=CHANNELS), required=False)
    operation = CommaField(child=fields.ChoiceField(choices=list(OPERATIONS)), required=False)
    object = CommaField(child=fields.UUIDField(), required=False, help_text="The record.")
    request_id = CommaField(
        child=fields.CharField(max_length=128, pattern=r"^[!-+\--~]+$"),
        required=False,
        help_text="Without commas.",
    )
    reason = fields.CharField(
        max_length=MAX_REASON,
        required=False,
        help_text="A text that the reason holds, in any case of letters.",
    )

    def get_fields(self) -> dict[str, Any]:
        """Add what depends on the kinds of records there are."""
        names = sorted({name for kind in known for name in kind.told.values()})
        kind = CommaField(
            child=fields.ChoiceField(choices=sorted(kind.name for kind in known)), required=False
        )
        field = CommaField(
            child=fields.ChoiceField(choices=names), required=False, help_text="A field that was changed."
        )
        return {**super().get_fields(), "kind": kind, "field": field}


class ChangeFileQuery(ChangeFilters, AsOfQuery):
    """The change log as a file."""


class ChangeQuery(ChangeFilters, AsOfPageQuery):
    """A page of the change log."""


class ComparisonQuery(AsOfQuery):
    """Two revisions of a record, by their numbers."""

    to = IntegerParameter(min_value=1, max_value=INT32, help_text="The revision that is compared.")

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python keeps for itself."""
        first = IntegerParameter(
            min_value=1, max_value=INT32, help_text="The revision that it is compared with."
        )
        return {"from": first, **super().get_fields()}


class EntriesQuery(PageQuery):
    """A page of the log."""

    first = IntegerParameter(
        min_value=0, max_value=LONGEST, default=0, help_text="The index of the entry to begin with."
    )


class ConsistencyQuery(QuerySerializer):
    """Two checkpoints, by their sizes."""

    to = IntegerParameter(min_value=0, max_value=LONGEST, help_text="The size of the later checkpoint.")

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python keeps for itself."""
        first = IntegerParameter(
            min_value=0, max_value=LONGEST, help_text="The size of the earlier checkpoint."
        )
        return {"from": first, **super().get_fields()}


class SinceQuery(QuerySerializer):
    """From which checkpoint on a bundle shows that the log only grew."""

    since = IntegerParameter(
        min_value=0,
        max_value=LONGEST,
        required=False,
        help_text="The size of a checkpoint that you kept: the bundle shows that the log only grew since.",
    )


class BundleQuery(SinceQuery):
    """What a bundle is about: a record, or a range of the log by its indexes or by time."""

    object = fields.UUIDField(required=False, help_text="The record.")
    first = IntegerParameter(min_value=0, max_value=LONGEST, required=False, help_text="The first entry.")
    end = IntegerParameter(
        min_value=0, max_value=LONGEST, required=False, help_text="The entry before which the range ends."
    )
    after = fields.InstantField(
        required=False, help_text="The entries that the last checkpoint by this instant does not cover."
    )
    before = fields.InstantField(
        required=False, help_text="Up to those that the last checkpoint by this instant covers."
    )


def wanted(params: dict[str, Any]) -> dict[str, Any]:
    """Return what the selectors take of the parameters of a request."""
    found = {name: value for name, value in params.items() if name not in ("limit", "cursor")}
    return found | {name: found[name].at for name in ("since", "until") if name in found}
