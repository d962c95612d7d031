"""Staff's own ruling, beside the computed status and never mixed with it."""

from django.db import models

from actors.models import Record, record_rules
from audit.records import AuditedRecords
from claims.models.claim import Claim


class Ruling(models.TextChoices):
    """What staff rule after looking themselves."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does_not_hold"
    OPEN = "open", "cannot be settled"


class Verdict(Record):
    """An editorial ruling on a claim, with its reason. A later one supersedes it; both stay."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    ruling = models.CharField(max_length=16, choices=Ruling)
    grounds = models.TextField()

    history = AuditedRecords(untracked=("posted",), indexed=("claim",))

    class Meta(Record.Meta):
        constraints = record_rules("verdict")

    def __str__(self) -> str:
        return f"{self.ruling}: “{self.claim}”"
