"""An actor's position on a claim."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from actors.models import Actor, Record, record_rules
from audit.records import AuditedRecords
from claims.consensus import Quantity, are_apart
from claims.errors import DerivationError
from claims.models.claim import Claim
from claims.models.quantity import of_some_form, quantity_field
from claims.models.source import Source


class Position(models.TextChoices):
    """Which side an actor takes; the last two take none and are recorded all the same."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    NEUTRAL = "neutral"
    NO_COMMENT = "no_comment"


class Basis(models.TextChoices):
    """How the speaker knows."""

    VERIFIED = "verified"
    OBSERVED = "observed"
    REPORTED = "reported"
    UNKNOWN = "unknown"


class Derivation(models.TextChoices):
    """What a stance takes from the one it derives from."""

    QUOTES = "quotes"
    CITES = "cites"
    SPEAKS_FOR = "speaks_for"
    DERIVES_FROM = "derives_from"


class Stance(Record):
    """An actor's position on a claim, as found in a source, which may stay unnamed.

    Never edited into another position: a speaker who changes their mind takes a new stance, and both stay.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="stances")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="stances")
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stances",
        help_text="Empty: it stays unnamed (the Chatham House rule), and the stance counts all the same.",
    )
    position = models.CharField(max_length=12, choices=Position)
    said_at = models.DateTimeField()
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.UNKNOWN)
    credibility = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
        help_text="Admiralty 1 (confirmed) to 5 (improbable); 6: cannot be judged.",
    )
    hedged = models.BooleanField(default=False)
    excerpt = models.TextField(blank=True)
    locator = models.CharField(
        max_length=200, blank=True, help_text="Where in the source: page, time, selector."
    )
    derived_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="derived"
    )
    relation = models.CharField(max_length=12, choices=Derivation, blank=True)
    quantity = quantity_field()

    history = AuditedRecords(untracked=("posted",), indexed=("claim", "actor", "source", "derived_from"))

    class Meta(Record.Meta):
        constraints = [
            *record_rules("stance"),
            models.CheckConstraint(
                condition=~models.Q(derived_from=models.F("id")), name="stance_not_its_own_origin"
            ),
            models.CheckConstraint(
                condition=models.Q(credibility__isnull=True) | models.Q(credibility__range=(1, 6)),
                name="stance_credibility_1_to_6",
            ),
            models.CheckConstraint(
                # How it derives is said exactly when it derives.
                condition=models.Q(derived_from__isnull=True, relation="")
                | (models.Q(derived_from__isnull=False) & ~models.Q(relation="")),
                name="stance_relation_with_origin",
            ),
            of_some_form("stance"),
        ]
        indexes = [
            # What a new stance contradicts: live stances on one side, latest first.
            models.Index(
                fields=["claim", "position", "-said_at"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="stance_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.position} “{self.claim}”"


def refuse_half_a_derivation(*, derives: bool, relation: str, at: str = "") -> None:
    """Refuse a stance of which only one half is said: from which it derives, or how; `at` is its JSON pointer.

    Raises:
        DerivationError: only one half is said.
    """
    if derives and not relation:
        raise DerivationError(
            "Say how it derives: quotes, cites, speaks_for or derives_from.", pointer=f"{at}/relation"
        )
    if relation and not derives:
        raise DerivationError("Say which stance it derives from.", pointer=f"{at}/derived_from")


def against(position: str, said: Quantity | None, claimed: Quantity | None) -> str | None:
    """Say why somebody who takes a position cannot have said a number of what is claimed; None where they can."""
    if said is None:
        return None
    if claimed is None:
        return "The claim is about no number, so that nothing can be said against one."
    if claimed.unit != said.unit:
        return f"The claim is about {claimed.unit}, not about {said.unit}."
    side = Position.DISPUTES if are_apart(said, claimed) else Position.SUPPORTS
    if position == side:
        return None
    meets = "no number in" if side == Position.DISPUTES else "numbers in"
    return f"{said} has {meets} common with {claimed}, which is claimed: who says so {side} it."
