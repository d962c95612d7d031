"""Which claims would have another status under another policy: decided by the rules themselves, written nowhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from claims.consensus import Policy as Rules
from claims.consensus import glances
from claims.models import Claim
from claims.selectors import present
from claims.selectors.regrades import Move

#: Claims whose evidence is read at a time.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Turned:
    """A claim decided under two policies."""

    claim: UUID
    before: str
    after: str


def compared(
    before: Rules, after: Rules, *, tell: Callable[[str, int, int], None] | None = None
) -> Iterator[Turned]:
    """Yield every claim that is not withdrawn with its status under one policy and under the other."""
    claims = list(Claim.objects.filter(withdrawn_at=None).order_by("id").values_list("id", flat=True))
    for start in range(0, len(claims), BATCH):
        yield from _batch(claims[start : start + BATCH], before, after)
        if tell:
            tell("claims", min(start + BATCH, len(claims)), len(claims))


def named(turned: Sequence[Turned]) -> list[Move]:
    """Return claims that turned, with their texts."""
    texts = dict(Claim.objects.filter(id__in=[each.claim for each in turned]).values_list("id", "text"))
    return [Move(each.claim, texts[each.claim], each.before, each.after) for each in turned]


def _batch(claims: Sequence[UUID], before: Rules, after: Rules) -> Iterator[Turned]:
    for shared in present.shared(claims):
        ids = [str(claim) for claim in shared.claims]
        former, later = (glances(shared.evidence, ids, rules) for rules in (before, after))
        for claim in shared.claims:
            yield Turned(claim, former[str(claim)].status, later[str(claim)].status)
