"""How much is claimed, or was said: a number or a range of numbers, with a unit."""

from django.db import models

from audit.models import ERASED


def quantity_field() -> "models.CharField[str, str]":
    """Return a field for a quantity as text, blank where there is none."""
    return models.CharField(
        max_length=140,
        blank=True,
        default="",
        db_default="",
        help_text="Such as 50 persons, 12..60 persons, 40.. persons, ..60 persons or 50 (45..60) persons.",
    )


def of_some_form(label: str) -> models.CheckConstraint:
    """Return the constraint that a quantity is numbers and a unit, or erased; the numbers the services judge."""
    has_a_form = models.Q(quantity__regex=r"^[-(]?[-.0-9 ()]*[0-9.)] [^ 0-9].*$")
    return models.CheckConstraint(
        condition=models.Q(quantity__in=("", ERASED)) | has_a_form, name=f"{label}_quantity_has_a_form"
    )
