"""A partner who goes on writing through a fault, and what must hold when it is over."""

import time
from dataclasses import dataclass, field

from tests.oracle import decided_twice, undecided
from tests.partner import Dispute

#: Seconds within which every claim is settled once a fault is over.
RECOVERY = 60
#: Seconds that a fault may add to the time of a write.
DELAY = 1.0


@dataclass
class Writer:
    """A partner who records stances, each on a claim of its own unless told otherwise, and notes how long each took."""

    dispute: Dispute
    claims: list[str]
    usual: float = 0.0
    took: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def say(self, claim: str = "", **words: str) -> str:
        """Record a stance, answered 201, and return the claim that it is on."""
        chosen = claim or self.claims.pop()
        started = time.monotonic()
        self.dispute.say(chosen, **words)
        self.took.append(time.monotonic() - started)
        self.said.append(chosen)
        return chosen

    def all_is_settled(self) -> None:
        """Wait until every claim spoken on is settled, and hold them all against what they should be."""
        partner = self.dispute.partner
        partner.settle(self.said, within=RECOVERY)
        assert max(self.took) < self.usual + DELAY
        assert {partner.consensus(claim)["status"] for claim in self.said} <= {
            "single_source",
            "corroborated",
        }
        assert undecided() == {}
        assert decided_twice() == []
