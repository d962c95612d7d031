"""What somebody asks to have done to a record that is not theirs to change."""

from django.db import models
from django.db.models.lookups import Exact

from actors.models import Account, Actor, Record, how_many, record_rules
from audit.records import AuditedRecords
from claims.models.claim import Claim, ClaimRelation
from claims.models.place import Place
from claims.models.question import Question
from claims.models.source import Source
from claims.models.stance import Stance

#: The kinds of which something can be proposed, by the name of the field that holds the record.
KINDS: dict[str, type[Record]] = {
    "actor": Actor,
    "claim": Claim,
    "place": Place,
    "question": Question,
    "relation": ClaimRelation,
    "source": Source,
    "stance": Stance,
}


class Act(models.TextChoices):
    """What is proposed."""

    CREATE = "create"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    MERGE = "merge"


class Outcome(models.TextChoices):
    """What became of it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Proposal(Record):
    """A change that somebody asks for, and what whoever it was for to decide did with it.

    `draft` is what is to be said, as JSON: {"values": {field: value}, "date_only": [field]}, references as ids; empty
    where nothing is. `survivor` is the record that the one is to be
    merged into. `put_to` is the
    partner that decides, none where that is staff's. Marked as strictly as the record that it is about.
    """

    act = models.CharField(max_length=10, choices=Act)
    kind = models.CharField(max_length=10, choices=[(name, name) for name in KINDS])
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    relation = models.ForeignKey(
        ClaimRelation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stance = models.ForeignKey(Stance, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    of_revision = models.IntegerField(null=True, blank=True)
    draft = models.TextField(blank=True)
    survivor = models.UUIDField(null=True, blank=True)
    grounds = models.TextField()
    put_to = models.UUIDField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    result = models.UUIDField(null=True, blank=True)

    history = AuditedRecords(untracked=("posted",), indexed=tuple(KINDS))

    class Meta(Record.Meta):
        constraints = [
            *record_rules("proposal"),
            models.CheckConstraint(
                condition=Exact(
                    how_many(*KINDS),
                    models.Case(
                        models.When(act=Act.CREATE, then=0), default=1, output_field=models.IntegerField()
                    ),
                ),
                name="proposal_of_one_record",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~models.Q(outcome=Outcome.OPEN)
                    & models.Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="proposal_decided_by_somebody",
            ),
        ]
        indexes = [
            # What waits for a partner, or for staff.
            models.Index(
                fields=["put_to", "id"],
                condition=models.Q(outcome=Outcome.OPEN, withdrawn_at__isnull=True),
                name="proposal_waiting",
            ),
        ]

    def __str__(self) -> str:
        about = self.about
        return f"{self.act} {f'“{about}”' if about else f'a new {self.kind}'}"

    @property
    def about(self) -> Record | None:
        """The record that is to be changed; none where one is to be created."""
        found: Record | None = getattr(self, self.kind)
        return found

    @property
    def is_open(self) -> bool:
        """Whether it waits to be decided."""
        return self.outcome == Outcome.OPEN and not self.is_withdrawn
