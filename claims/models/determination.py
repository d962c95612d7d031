"""Where the sources leave a claim: each decision, and the current one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from actors.models import Account
from audit.records import AuditedRecords, Marked, circled
from claims.models.claim import Claim
from claims.models.policy import Policy


class Status(models.TextChoices):
    """The state of the sources about a claim, never the truth of it."""

    UNSOURCED = "unsourced"
    UNVERIFIED = "unverified"
    SINGLE_SOURCE = "single_source"
    SUPPORTED = "supported"
    CORROBORATED = "corroborated"
    DISPUTED = "disputed"
    CONTRADICTED = "contradicted"
    REFUTED = "refuted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Determination(Marked):
    """The computed consensus of one claim at one log size, as whoever may see the claim sees it.

    Marked as the claim was then; what it names and is made stricter later, makes it stricter. `body` is the decision in
    canonical JSON: computing it again at `log_size` gives the same bytes. The trigger and the time of computing are
    beside it, not in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="determinations")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=16, default="public")
    status = models.CharField(max_length=16, choices=Status)
    reason = models.CharField(max_length=20, blank=True)
    log_size = models.BigIntegerField()
    inputs_sha256 = models.CharField(max_length=64)
    body = models.TextField()
    trigger = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    history = AuditedRecords(indexed=("claim",))
    seen_with = ("claim",)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "tier", "log_size"], name="determination_once"),
            circled("determination"),
        ]

    def __str__(self) -> str:
        return f"{self.status} at log size {self.log_size}: “{self.claim}”"


class Consensus(models.Model):
    """The current consensus of a claim: derived from its last determination, never edited, not tracked.

    `log_size` grows with each recompute, also with one that changed nothing: the claim is decided up to there.
    `turned` is the determination that the claim took on its status with; later ones have only explained it anew.
    """

    claim = models.OneToOneField(
        Claim, primary_key=True, on_delete=models.PROTECT, related_name="consensus", db_constraint=False
    )
    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    turned = models.ForeignKey(
        Determination, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    status = models.CharField(max_length=16, choices=Status)
    reason = models.CharField(max_length=20, blank=True)
    log_size = models.BigIntegerField()
    determined_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "consensus"
        indexes = [
            models.Index(fields=["status", "turned"], name="consensus_by_turn"),
            # The claims of a status, latest recorded first.
            models.Index(fields=["status", "claim"], name="consensus_by_claim"),
        ]

    def __str__(self) -> str:
        return self.status


class Lane(models.IntegerChoices):
    """Which queue a recompute waits in."""

    INTERACTIVE = 0
    MASS = 1


class Debt(models.Model):
    """A claim owed a recompute, because so many entries of the log bear on it, the last of them at `index`.

    Only ever added by the follower, one a claim and turn, and taken away by the recompute that covers it: never
    updated, so that a thousand sources on one claim do not queue behind one row. `named` are the indexes of the last
    few entries, for the trigger of the determination.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    index = models.BigIntegerField()
    named = ArrayField(models.BigIntegerField())
    count = models.IntegerField()
    lane = models.SmallIntegerField(choices=Lane)
    owed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["lane", "index"], name="debt_by_lane")]

    def __str__(self) -> str:
        return f"{self.claim_id} since {self.index}"
