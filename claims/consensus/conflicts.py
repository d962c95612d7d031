"""Tell which recorded stances a new one contradicts, before it is recorded.

Made for the write path, which holds no evidence: it links the claim to its neighbours with `links`, asks
its records for a bounded number of live own words at the pairs that `opposed` names, and hands those to
`conflicts`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.consensus.neighbours import ITSELF, Link


@dataclass(frozen=True, slots=True)
class Recorded:
    """A live own word that is already recorded: what `conflicts` needs to know of it."""

    stance: str
    claim: str
    position: str


def opposed(
    position: str, on_claim: str, found: Mapping[str, Link] | None = None
) -> tuple[tuple[str, str], ...]:
    """List the (claim, position) pairs that a position on a claim contradicts, in order.

    `found` are the links of that claim; without them only the claim itself is looked at.
    """
    takes = ITSELF.side(position)
    if takes is None:
        return ()
    return tuple(
        (claim, other)
        for claim, link in sorted(({on_claim: ITSELF} | dict(found or {})).items())
        for other in ("disputes", "supports")
        if link.side(other) not in (None, takes)
    )


def conflicts(
    position: str, on_claim: str, recorded: Iterable[Recorded], found: Mapping[str, Link] | None = None
) -> tuple[str, ...]:
    """Pick the recorded stances that a new stance contradicts, in the order they are handed over.

    A speaker's own earlier word is among them when the speaker now takes the other side.
    """
    pairs = set(opposed(position, on_claim, found))
    return tuple(word.stance for word in recorded if (word.claim, word.position) in pairs)
