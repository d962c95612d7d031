"""Organisations with access, and how their records are told apart."""

from django.db import models
from uuid_utils.compat import uuid7

from audit.records import AuditedRecords


class Partner(models.Model):
    """An organisation that records: a newsroom, an OSINT group, a monitoring NGO."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True, help_text="Its keys work only while it is active.")
    note = models.TextField(blank=True)

    history = AuditedRecords()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name
