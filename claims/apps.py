"""Claims as a Django app."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """What is claimed, what sources say, where that leaves it."""

    name = "claims"
    verbose_name = "Claims"
