"""Actors as a Django app."""

from django.apps import AppConfig


class ActorsConfig(AppConfig):
    """Who speaks, publishes and takes part."""

    name = "actors"
    verbose_name = "Actors and partners"
