"""What only some may know of a record."""

from django.db import models
from django.db.models.lookups import Exact

from actors.models import Actor, Record, how_many, record_rules
from audit.records import AuditedRecords
from claims.models.claim import Claim
from claims.models.source import Source
from claims.models.stance import Stance

#: What can be remarked on, by the name of the field that holds it.
SUBJECTS: dict[str, type[Record]] = {"actor": Actor, "claim": Claim, "source": Source, "stance": Stance}


class Remark(Record):
    """A remark on one record, which may be marked more strictly than the record is, and enters no status.

    `found_in` is the source that it was found in: of a stance that leaves its source unnamed, that source.
    """

    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stance = models.ForeignKey(Stance, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    found_in = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    history = AuditedRecords(untracked=("posted",), indexed=(*SUBJECTS, "found_in"))

    class Meta(Record.Meta):
        constraints = [
            *record_rules("remark"),
            models.CheckConstraint(
                condition=Exact(how_many(*SUBJECTS), 1),
                name="remark_on_one_record",
            ),
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(found_in__isnull=False), name="remark_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Remark on “{self.about}”"

    @property
    def about(self) -> Record:
        """The record that it is on."""
        found: Record = next(one for name in SUBJECTS if (one := getattr(self, name)) is not None)
        return found
