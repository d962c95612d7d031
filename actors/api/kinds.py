"""What the change log tells of actors, and of those who write."""

from actors.api.views import ACTOR, GROUP
from actors.models import Account, Actor, ApiKey, OAuthClient, Partner, SharingGroup
from audit.selectors.kinds import Kind

KINDS = (
    Kind("actor", Actor, ACTOR.told, "{name}", path=ACTOR.path),
    Kind("sharing group", SharingGroup, GROUP.told, "{name}", path=GROUP.path),
    Kind(
        "partner",
        Partner,
        {name: name for name in ("slug", "name", "is_active", "note")},
        "{name}",
        is_restricted=True,
    ),
    Kind(
        "account",
        Account,
        {
            "name": "name", "kind": "kind", "role": "role", "partner_id": "partner", "email": "email",
            "is_active": "is_active", "second_factor_since": "second_factor_since",
        },
        "{name}",
        is_restricted=True,
    ),
    Kind(
        # The prefix is no secret, and the digest is in no revision.
        "key",
        ApiKey,
        {
            "account_id": "account", "label": "label", "prefix": "prefix", "scopes": "scopes",
            "expires_at": "expires_at", "is_active": "is_active",
        },
        "{prefix}… {label}",
        is_restricted=True,
    ),
    Kind(
        "client",
        OAuthClient,
        {
            "account_id": "account", "label": "label", "client_id": "client_id", "scopes": "scopes",
            "expires_at": "expires_at", "networks": "networks", "is_active": "is_active",
            "former_until": "former_until",
        },
        "{client_id} {label}",
        is_restricted=True,
    ),
)  # fmt: skip
