"""Whoever writes: staff, auditors, the services of partners, and the register's own fixed accounts."""

from functools import reduce
from operator import or_
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from uuid_utils.compat import uuid7

from actors.models.partner import Partner
from actors.models.role import SCOPES, Role, Scope
from audit.records import AuditedRecords

#: Who has access, and by what: administrators see to it.
MANAGED = frozenset({"partner", "account", "apikey", "oauthclient"})

#: Fixed accounts: the workers, and the first set-up. They never log in.
SYSTEM_ID = UUID("00000000-0000-7000-8000-000000000001")
BOOTSTRAP_ID = UUID("00000000-0000-7000-8000-000000000002")


class AccountKind(models.TextChoices):
    """What an account is for."""

    STAFF = "staff"
    AUDITOR = "auditor"
    SERVICE = "service", "service account of a partner"
    FIXED = "fixed", "the register itself"


#: The roles that an account of each kind may have; the first is that of a new one of which nothing else is said.
ROLES = {
    AccountKind.STAFF: (Role.STAFF, Role.ADMINISTRATOR),
    AccountKind.AUDITOR: (Role.AUDITOR,),
    AccountKind.SERVICE: (Role.EDITOR, Role.CONTRIBUTOR, Role.PARTNER_ADMINISTRATOR),
    AccountKind.FIXED: ("",),
}


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by name; nobody is created here without attribution."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account that logs in under this name."""
        return self.get(name=username)


class Account(AbstractBaseUser):
    """A person or service that acts, alone or for a partner.

    Never deleted: an account that should act no more is deactivated, and its revisions keep its id.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    name = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=16, choices=AccountKind)
    role = models.CharField(max_length=24, choices=Role, blank=True)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True, help_text="Deactivate instead of deleting.")
    # The factor itself is in no revision; that there is one, and who saw to it, is in the record.
    second_factor_since = models.DateTimeField(null=True, blank=True, editable=False)
    # Logging in is no change to the account, and has nobody to attribute it to.
    last_login = None

    history = AuditedRecords(untracked=("password",))
    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"

    #: The API key it came with; a person has none.
    key_id: UUID | None = None

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                # A service acts for a partner, everybody else for the register.
                condition=models.Q(kind=AccountKind.SERVICE, partner__isnull=False)
                | (~models.Q(kind=AccountKind.SERVICE) & models.Q(partner__isnull=True)),
                name="account_service_has_partner",
            ),
            models.CheckConstraint(
                condition=reduce(or_, (models.Q(kind=kind, role__in=roles) for kind, roles in ROLES.items())),
                name="account_role_of_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens: to staff for work, to auditors for reading."""
        return self.is_active and self.kind in {AccountKind.STAFF, AccountKind.AUDITOR}

    @property
    def is_superuser(self) -> bool:
        """Nobody is above the rules."""
        return False

    @property
    def scopes(self) -> frozenset[Scope]:
        """What the account may do; a key of it may do less."""
        return SCOPES.get(self.role, frozenset())

    def get_session_auth_hash(self) -> str:
        """Return what a session is held against: a second factor, enrolled or removed, ends the others."""
        own: str = super().get_session_auth_hash()
        if self.second_factor_since is None:
            return own
        since = self.second_factor_since.isoformat()
        return salted_hmac("actors.second_factor", f"{own} {since}", algorithm="sha256").hexdigest()

    def has_perm(self, perm: str, _obj: models.Model | None = None) -> bool:
        """Return whether the admin allows an act: nobody deletes, auditors only look, administrators let others in."""
        verb, _, noun = perm.rpartition(".")[2].partition("_")
        if not self.is_staff or verb == "delete":
            return False
        needed = Scope.MANAGE if noun in MANAGED else Scope.WRITE
        return verb == "view" or needed in self.scopes

    def has_perms(self, perms: list[str], obj: models.Model | None = None) -> bool:
        """Return whether all acts are allowed."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, _app_label: str) -> bool:
        """Return whether the admin shows an app's records."""
        return self.is_staff
