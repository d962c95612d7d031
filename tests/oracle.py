"""What must hold of every register at rest: each claim decided as it would be now, and nothing decided twice."""

from collections.abc import Collection
from itertools import groupby
from uuid import UUID

from audit.services import log
from claims.consensus import decide
from claims.models import Claim, Consensus, Determination
from claims.selectors import consensus, evidence, policies
from tests.claims.services.walk import Staff


def unsettled(claims: Collection[UUID]) -> set[UUID]:
    """Return which of the claims are owed a recompute, or undecided yet."""
    told = consensus.brief(claims, to=Staff())
    return {claim for claim, brief in told.items() if not brief["settled"]}


def decided_anew() -> dict[UUID, str]:
    """Decide every claim by brute force, from all that is recorded."""
    size = log.drain()
    rules = policies.at(size).rules
    claims = Claim.objects.values_list("id", flat=True)
    return {claim: decide(evidence.at(claim, size=size), rules).body() for claim in claims}


def decided() -> dict[UUID, str]:
    """Return the decision in force on each claim that has one."""
    return dict(Consensus.objects.values_list("claim_id", "determination__body"))


def undecided() -> dict[UUID, tuple[str, str | None]]:
    """Return each claim whose decision in force differs from one made now, with both."""
    anew, in_force = decided_anew(), decided()
    return {claim: (body, in_force.get(claim)) for claim, body in anew.items() if body != in_force.get(claim)}


def decided_twice() -> list[UUID]:
    """Return the claims with two determinations in a row that say the same."""
    rows = Determination.objects.order_by("claim_id", "log_size").values_list("claim_id", "body")
    return [claim for (claim, _), alike in groupby(rows) if len(list(alike)) > 1]
