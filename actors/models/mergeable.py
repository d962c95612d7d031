"""Records that may turn out to be another one, recorded twice."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from actors.models.record import Record, record_rules


class Mergeable(Record):
    """A record that can be withdrawn in favour of another of its kind, which it names then.

    What refers to records need know nothing of that: it was moved, and the record counts as any that is withdrawn.
    """

    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )
    merged_into_id: UUID | None

    class Meta(Record.Meta):
        abstract = True


def mergeable_rules(label: str) -> list[models.BaseConstraint]:
    """Return the constraints of a kind that can be merged: what is, is withdrawn, and not in favour of itself."""
    return [
        *record_rules(label),
        models.CheckConstraint(
            condition=Q(merged_into__isnull=True) | (Q(withdrawn_at__isnull=False) & ~Q(merged_into=F("id"))),
            name=f"{label}_merged_is_withdrawn",
        ),
    ]
