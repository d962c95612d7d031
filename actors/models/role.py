"""What an account may do: roles, and the scopes of which each may have some in its keys."""

from collections.abc import Mapping

from django.db import models


class Scope(models.TextChoices):
    """What a key may do."""

    READ = "read"
    WRITE = "write", "write: record, revise and withdraw"
    PROPOSE = "propose", "propose: changes to what is another's"
    REVIEW = "review", "review: accept or decline what is proposed"
    MANAGE = "manage", "manage: accounts and keys"


class Role(models.TextChoices):
    """What an account is trusted with, within its partner or within the register."""

    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    PARTNER_ADMINISTRATOR = "partner_administrator", "partner administrator"
    AUDITOR = "auditor"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"


#: A contributor changes what it recorded itself; an editor, whatever is its partner's; staff, everything.
SCOPES: Mapping[str, frozenset[Scope]] = {
    Role.CONTRIBUTOR: frozenset({Scope.READ, Scope.WRITE, Scope.PROPOSE}),
    Role.EDITOR: frozenset({Scope.READ, Scope.WRITE, Scope.PROPOSE, Scope.REVIEW}),
    Role.PARTNER_ADMINISTRATOR: frozenset(Scope),
    Role.AUDITOR: frozenset({Scope.READ}),
    Role.STAFF: frozenset({Scope.READ, Scope.WRITE, Scope.PROPOSE, Scope.REVIEW}),
    Role.ADMINISTRATOR: frozenset(Scope),
}
