"""Actors, and those who write: partners, accounts, keys."""

from actors.models.account import BOOTSTRAP_ID, ROLES, SYSTEM_ID, Account, AccountKind
from actors.models.actor import Actor, ActorKind, Reliability
from actors.models.client import OAuthClient
from actors.models.group import SharingGroup
from actors.models.key import ApiKey
from actors.models.mergeable import Mergeable, mergeable_rules
from actors.models.partner import Partner
from actors.models.record import Record, how_many, record_rules
from actors.models.role import SCOPES, Role, Scope
from actors.models.second_factor import SecondFactor
from actors.models.words import Words

__all__ = [
    "BOOTSTRAP_ID",
    "ROLES",
    "SCOPES",
    "SYSTEM_ID",
    "Account",
    "AccountKind",
    "Actor",
    "ActorKind",
    "ApiKey",
    "Mergeable",
    "OAuthClient",
    "Partner",
    "Record",
    "Reliability",
    "Role",
    "Scope",
    "SecondFactor",
    "SharingGroup",
    "Words",
    "how_many",
    "mergeable_rules",
    "record_rules",
]
