"""The log's tables; what they mean stands in each module."""

from audit.models.change import OPERATIONS, Change, Visit
from audit.models.check import Check
from audit.models.checkpoint import Checkpoint
from audit.models.entry import Entry, Outbox
from audit.models.erasure import ERASED, REASON, Erasure
from audit.models.follower import Follower
from audit.models.schema import Schema

__all__ = [
    "ERASED",
    "OPERATIONS",
    "REASON",
    "Change",
    "Check",
    "Checkpoint",
    "Entry",
    "Erasure",
    "Follower",
    "Outbox",
    "Schema",
    "Visit",
]
