"""What every recorded thing carries beside its content."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from actors.models.account import Account
from actors.models.partner import Partner
from audit.records import Marked, circled


class Record(Marked):
    """A record of the register: whose it is, who may see it, and whether it still stands.

    `date_only` names the time fields that were written as a date, to be given back as they were written.
    `posted` is the SHA-256 of what was first posted under the external_id: the same again is no conflict.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    # Null where there is none: an empty name would be unique.
    external_id = models.CharField(max_length=200, null=True, blank=True, editable=False)  # noqa: DJ001
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(Account, editable=False, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    date_only = ArrayField(models.CharField(max_length=30), default=list, editable=False)
    posted = models.CharField(max_length=64, blank=True, editable=False)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]

    @property
    def is_withdrawn(self) -> bool:
        """Whether the record no longer stands."""
        return self.withdrawn_at is not None


def record_rules(label: str) -> list[models.BaseConstraint]:
    """Return the constraints of every kind: external_id is a partner's own name for one record, markings are whole."""
    return [
        models.UniqueConstraint(
            fields=["partner", "external_id"], name=f"{label}_external_id", nulls_distinct=True
        ),
        circled(label),
    ]


def how_many(*references: str) -> models.Func:
    """Return the expression that counts which of some references a row has."""
    return models.Func(*references, function="num_nonnulls", output_field=models.IntegerField())
