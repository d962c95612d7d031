"""Who speaks, publishes or is party."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from actors.models.mergeable import Mergeable, mergeable_rules
from actors.models.words import Words
from audit.records import AuditedRecords


class ActorKind(models.TextChoices):
    """What sort of actor it is."""

    PERSON = "person"
    ORGANIZATION = "organization"
    ARMED_FORCE = "armed_force"
    STATE_BODY = "state_body"
    MEDIA_OUTLET = "media_outlet"
    MAPPING_PROJECT = "mapping_project"
    OTHER = "other"


class Reliability(models.TextChoices):
    """The Admiralty letter of a source. F is no middle weight: it cannot be judged."""

    A = "A", "A: completely reliable"
    B = "B", "B: usually reliable"
    C = "C", "C: fairly reliable"
    D = "D", "D: not usually reliable"
    E = "E", "E: unreliable"
    F = "F", "F: cannot be judged"


class Actor(Mergeable):
    """A person, organization, force, body, outlet or project, with its standing in the dispute.

    `party` is a short code of a side, the same that a claim's `favours` uses.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=ActorKind)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    speaks_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="speakers"
    )
    party = models.CharField(max_length=40, blank=True)
    reliability = models.CharField(max_length=1, choices=Reliability, blank=True)
    reliability_reason = models.TextField(blank=True)

    history = AuditedRecords(untracked=("posted",))

    class Meta(Mergeable.Meta):
        constraints = [
            *mergeable_rules("actor"),
            models.CheckConstraint(
                condition=~models.Q(part_of=models.F("id")), name="actor_not_part_of_itself"
            ),
            models.CheckConstraint(
                condition=~models.Q(speaks_for=models.F("id")), name="actor_not_its_own_speaker"
            ),
        ]
        indexes = [
            # What partners look for: names and aliases, and what is spelt nearly like a name.
            GinIndex(Words("name", "aliases"), name="actor_words"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="actor_alike"),
        ]

    def __str__(self) -> str:
        return self.name
