"""The manners that every endpoint shares, as a Django app (it owns the table of idempotent requests)."""

from django.apps import AppConfig


class HttpConfig(AppConfig):
    """Errors, parsing, paging, conditional requests, idempotency, health and the OpenAPI document."""

    name = "config.http"
    label = "http"
    default_auto_field = "django.db.models.BigAutoField"
