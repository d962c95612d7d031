"""Where a claim is about."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Upper

from actors.models import Mergeable, mergeable_rules
from audit.records import AuditedRecords


class Precision(models.TextChoices):
    """How far a position can be trusted."""

    EXACT = "exact"
    VICINITY = "vicinity"
    LOCALITY = "locality"
    ADMIN = "admin", "admin: somewhere in the area named"


class PlaceKind(models.TextChoices):
    """What sort of place it is."""

    COUNTRY = "country"
    REGION = "region"
    DISTRICT = "district"
    SETTLEMENT = "settlement"
    SITE = "site"
    WATER = "water"
    OTHER = "other"


class Place(Mergeable):
    """A place, with its position in WGS 84 degrees and how precise that is."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=PlaceKind, default=PlaceKind.OTHER)
    lat = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    precision = models.CharField(max_length=10, choices=Precision, blank=True)
    gazetteer_ids = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, help_text="Such as geonames:709930."
    )

    history = AuditedRecords(untracked=("posted",))

    class Meta(Mergeable.Meta):
        constraints = [
            *mergeable_rules("place"),
            models.CheckConstraint(
                # NaN compares as larger than everything, so it is refused here too.
                condition=models.Q(lat__isnull=True, lon__isnull=True)
                | models.Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="place_position_on_earth",
            ),
        ]
        # Readers look for claims by a part of the name, in any case of letters.
        indexes = [GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="place_named")]

    def __str__(self) -> str:
        return self.name
