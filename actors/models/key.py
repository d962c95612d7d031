"""API keys: shown once, kept as a digest."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from actors.models.account import Account
from actors.models.role import Scope
from audit.records import AuditedRecords


class ApiKey(models.Model):
    """A credential of an account: a prefix that finds it and a digest that checks it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="keys")
    label = models.CharField(max_length=100, blank=True)
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.BinaryField(editable=False)
    scopes = ArrayField(models.CharField(max_length=16, choices=Scope))
    expires_at = models.DateTimeField(null=True, blank=True)
    networks = ArrayField(
        models.CharField(max_length=43),
        default=list,
        db_default=[],
        blank=True,
        help_text="Networks it is good from, such as 192.0.2.0/24. None: from anywhere.",
    )
    is_active = models.BooleanField(default=True, help_text="Deactivated keys stop working within seconds.")
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces", editable=False
    )
    last_used_at = models.DateTimeField(null=True, editable=False)

    history = AuditedRecords(untracked=("digest", "last_used_at"))

    class Meta:
        ordering = ["-id"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}".strip()
