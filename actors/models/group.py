"""Who shares what is not for every partner."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from actors.models.record import Record, record_rules
from audit.records import AuditedRecords


class SharingGroup(Record):
    """Partners and accounts that what is marked for them is shared with.

    Marked for itself: whoever is in it may see that it is there, and who else is. Whoever leaves it sees nothing of
    what is marked for it from then on, the past among that.
    """

    name = models.CharField(max_length=200)
    members = ArrayField(
        models.UUIDField(), default=list, blank=True, help_text="Partners and accounts, by id, one a line."
    )

    history = AuditedRecords(untracked=("posted",))

    class Meta(Record.Meta):
        constraints = record_rules("group")
        # Which groups somebody is in is asked at every request.
        indexes = [GinIndex(fields=["members"], name="group_members")]

    def __str__(self) -> str:
        return self.name
