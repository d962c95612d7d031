"""One checkable proposition."""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Upper

from actors.models import Mergeable, Record, Words, mergeable_rules, record_rules
from audit.records import AuditedRecords, Marking
from claims.models.place import Place
from claims.models.quantity import of_some_form, quantity_field
from claims.models.question import Question

#: A claim that stands and says not where it is about, or not when.
UNPLACED = models.Q(withdrawn_at__isnull=True) & (
    models.Q(place__isnull=True) | models.Q(valid_from__isnull=True, valid_to__isnull=True)
)


class Claim(Mergeable):
    """A proposition with the time it is about, half-open, and whom it serves.

    `against` names the parties it harms; where it is empty, all but the favoured one.
    """

    text = models.CharField(max_length=1000)
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    answer = models.CharField(max_length=200, blank=True)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_to = models.DateTimeField(null=True, blank=True)
    valid = models.GeneratedField(
        expression=Func(F("valid_from"), F("valid_to"), Value("[)"), function="tstzrange"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )
    favours = models.CharField(max_length=40, blank=True)
    against = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    quantity = quantity_field()

    history = AuditedRecords(untracked=("posted", "valid"), indexed=("question", "place"))

    class Meta(Mergeable.Meta):
        constraints = [
            *mergeable_rules("claim"),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_from__lt=models.F("valid_to")),
                name="claim_valid_forwards",
            ),
            of_some_form("claim"),
        ]
        indexes = [
            GistIndex(fields=["valid"], name="claim_valid"),
            # What readers search for: words and their stems, in whatever language.
            GinIndex(Words("text"), name="claim_words_found"),
            # Which claims say nearly the same.
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="claim_alike"),
            GinIndex(
                fields=["text"],
                opclasses=["gin_trgm_ops"],
                condition=models.Q(place__isnull=True, withdrawn_at__isnull=True),
                name="claim_alike_nowhere",
            ),
            # Readers look for claims that serve a party, latest first.
            models.Index(Upper("favours"), "id", name="claim_by_party"),
            # What staff still have to place in the world, or in time.
            models.Index(fields=["id"], condition=UNPLACED, name="claim_unplaced"),
        ]

    def __str__(self) -> str:
        return self.text


class RelationKind(models.TextChoices):
    """How one claim bears on another."""

    CONTRADICTS = "contradicts"
    ENTAILS = "entails"
    SUPERSEDES = "supersedes"
    SAME_AS = "same_as"


class ClaimRelation(Record):
    """A typed relation from one claim to another."""

    kind = models.CharField(max_length=16, choices=RelationKind)
    from_claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="relations_from")
    to_claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="relations_to")

    history = AuditedRecords(untracked=("posted",), indexed=("from_claim", "to_claim"))

    class Meta(Record.Meta):
        constraints = [
            *record_rules("relation"),
            models.CheckConstraint(
                condition=~models.Q(from_claim=models.F("to_claim")), name="relation_between_two_claims"
            ),
            models.UniqueConstraint(
                fields=["kind", "from_claim", "to_claim"],
                # What not everyone sees stands in nobody's way, and tells of itself to nobody.
                condition=models.Q(withdrawn_at__isnull=True, marking=Marking.CLEAR),
                name="relation_stated_once",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.from_claim}” {self.kind} “{self.to_claim}”"
