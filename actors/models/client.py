"""OAuth2 clients: programs that exchange a secret for tokens of a quarter of an hour (RFC 6749, client credentials)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from actors.models.account import Account
from actors.models.role import Scope
from audit.records import AuditedRecords


class OAuthClient(models.Model):
    """A credential of an account: an id that finds it, and a secret, kept as a digest, that it asks for tokens with.

    django-oauth-toolkit's tokens refer to it in the place of an application of its own. While a secret is exchanged the
    former one goes on, until `former_until`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="clients")
    label = models.CharField(max_length=100, blank=True)
    client_id = models.CharField(max_length=28, unique=True, editable=False)
    digest = models.BinaryField(editable=False)
    former = models.BinaryField(null=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=16, choices=Scope))
    expires_at = models.DateTimeField(null=True, blank=True)
    networks = ArrayField(
        models.CharField(max_length=43),
        default=list,
        blank=True,
        help_text="Networks that it and its tokens are good from, such as 192.0.2.0/24. None: from anywhere.",
    )
    is_active = models.BooleanField(
        default=True, help_text="The tokens of a deactivated client stop working within seconds."
    )
    last_used_at = models.DateTimeField(null=True, editable=False)

    history = AuditedRecords(untracked=("digest", "former", "last_used_at"))

    class Meta:
        ordering = ["-id"]
        verbose_name = "OAuth2 client"

    def __str__(self) -> str:
        return f"{self.client_id} {self.label}".strip()
