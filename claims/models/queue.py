"""Staff's lists of work: who is on what, and what somebody has looked at and left as it is."""

from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from actors.models import Account, Actor
from claims.models.claim import Claim
from claims.models.stance import Stance


class Queue(models.TextChoices):
    """What waits for somebody to look at it."""

    DISPUTED = "disputed", "Newly disputed"
    SETTLED = "settled", "Newly corroborated or refuted"
    UNGRADED = "ungraded", "Stances by ungraded speakers"
    UNPLACED = "unplaced", "Claims without a place or a time"
    ALIKE = "alike", "Possible duplicates"
    COPIED = "copied", "Possible copying"
    PROPOSED = "proposed", "Proposals"


class Assignment(models.Model):
    """Who is on a case of a queue. Given back, it is gone: it says what goes on, never what was done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    queue = models.CharField(max_length=12, choices=Queue)
    object_id = models.UUIDField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "object_id"], name="assigned_once")]

    def __str__(self) -> str:
        return f"{self.account} on {self.queue} {self.object_id}"


class Seen(models.Model):
    """Somebody's word that a case needs nothing, for the occasion it came up: another occasion brings it back.

    `occasion` is the determination for a status, the likeness or the echo for a pair, and the case itself where nothing
    comes up twice. Rows are added, never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    queue = models.CharField(max_length=12, choices=Queue)
    occasion = models.UUIDField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "occasion"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.queue} {self.occasion}: {self.reason}"


class Likeness(models.Model):
    """Two claims whose words are nearly the same: computed from their texts, computed again when one changes.

    `claim` is the one recorded later.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    other = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    score = models.FloatField()
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "likenesses"
        constraints = [models.UniqueConstraint(fields=["claim", "other"], name="likeness_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} and {self.other_id}: {self.score:.2f}"


class Echo(models.Model):
    """Two actors of whom one may repeat the other and not say so: what speaks for it, counted for staff to judge.

    It changes no weight. `actor` is the one who mostly speaks later. Found anew when much more speaks for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    other = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    #: The latest two words in nearly the same letters, where there are any.
    stance = models.ForeignKey(
        Stance, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    original = models.ForeignKey(
        Stance, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    #: Claims on which both speak in nearly the same words, both are wrong by a verdict, both are right by one, and they
    #: differ; on how many `actor` agreed later, and on how many of these within the hour.
    excerpts = models.IntegerField()
    errors = models.IntegerField()
    agreed = models.IntegerField()
    differed = models.IntegerField()
    later = models.IntegerField()
    soon = models.IntegerField()
    #: In centidecibans: what all of this weighs for copying.
    score = models.IntegerField()
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "echoes"
        constraints = [models.UniqueConstraint(fields=["actor", "other"], name="echo_once")]
        indexes = [models.Index(fields=["other"], name="echo_of_other")]

    def __str__(self) -> str:
        return f"{self.actor_id} after {self.other_id}: {self.score}"
