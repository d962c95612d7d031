"""Which policy decides, as the log had it."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import orjson

from audit.errors import NotFoundError
from audit.selectors import as_of
from claims.consensus import Policy as Rules
from claims.models import Claim, Consensus, Policy


@dataclass(frozen=True, slots=True)
class Adopted:
    """A policy record and the rules it holds."""

    id: UUID
    rules: Rules


def at(size: int) -> Adopted:
    """Return the policy in force at a log size: the one adopted last.

    Raises:
        LookupError: none was.
    """
    columns = ("id", "document", "adopted_at")
    known = list(Policy.objects.values_list("id", flat=True))
    adopted = [row for row in as_of.rows(Policy, known, size=size, columns=columns) if row["adopted_at"]]
    if not adopted:
        raise LookupError(f"no policy was adopted at log size {size}")
    latest = max(adopted, key=lambda row: (row["adopted_at"], row["id"]))
    return Adopted(latest["id"], _rules(latest["document"]))


def now() -> Adopted:
    """Return the policy in force.

    Raises:
        LookupError: none was adopted.
    """
    adopted = Policy.objects.filter(adopted_at__isnull=False).order_by("-adopted_at", "-id")
    latest = adopted.values_list("id", "document").first()
    if latest is None:
        raise LookupError("no policy was adopted")
    return Adopted(latest[0], _rules(latest[1]))


def of_version(version: str) -> Rules:
    """Return the rules of a policy by its version, adopted or not.

    Raises:
        NotFoundError: there is none.
    """
    document = Policy.objects.filter(version=version).values_list("document", flat=True).first()
    if document is None:
        raise NotFoundError(f"There is no policy {version}.")
    return _rules(document)


def decided_by(policy_id: UUID) -> tuple[int, int]:
    """Return how many claims a policy has decided that stand as it decided them, of how many claims."""
    standing = Consensus.objects.filter(determination__policy=policy_id).count()
    return standing, Claim.objects.count()


@lru_cache(maxsize=16)
def _rules(document: str) -> Rules:
    return Rules.from_document(orjson.loads(document))
