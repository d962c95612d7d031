"""Two records taken for one, and what has to be known to tell them apart again."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.lookups import Exact

from actors.models import Actor, Mergeable, Record, how_many, record_rules
from audit.records import AuditedRecords
from claims.models.claim import Claim
from claims.models.place import Place
from claims.models.source import Source

#: The kinds that can be merged, by the name of the field that holds the merged record.
KINDS: dict[str, type[Mergeable]] = {"actor": Actor, "claim": Claim, "place": Place, "source": Source}


class Merge(Record):
    """A record that was withdrawn in favour of another, and what moved with it: undone, it is withdrawn itself.

    A merge has a part for whoever sees the merged record, and one for each narrower audience of something that moved.

    `moved` are the records that referred to it and refer to the other instead, each in the column `table.column` that
    stands at the same place of `columns`. Marked as each of these was when it moved.
    """

    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    survivor = models.UUIDField()
    columns = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    moved = ArrayField(models.UUIDField(), default=list, blank=True)

    history = AuditedRecords(untracked=("posted",), indexed=tuple(KINDS))

    class Meta(Record.Meta):
        constraints = [
            *record_rules("merge"),
            models.CheckConstraint(
                condition=Exact(how_many(*KINDS), 1),
                name="merge_of_one_record",
            ),
        ]
        # Whether anything was moved again by a later merge is asked before one is undone.
        indexes = [GinIndex(fields=["moved"], name="merge_moved")]

    def __str__(self) -> str:
        return f"“{self.record}” into {self.survivor}"

    @property
    def kind(self) -> str:
        """Return what sort of record was merged."""
        return next(name for name in KINDS if getattr(self, f"{name}_id") is not None)

    @property
    def record(self) -> Mergeable:
        """Return the record that was merged."""
        record: Mergeable = getattr(self, self.kind)
        return record
