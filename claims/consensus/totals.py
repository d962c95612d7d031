"""Add up one side of a claim, whole or without some of its origins (rule 5)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from claims.consensus.origins import Origin, share
from claims.consensus.policy import Policy
from claims.consensus.types import Side


@dataclass(frozen=True, slots=True)
class Totals:
    """What the status of a claim is decided on, for one side; graded origins alone."""

    weight: int
    origins: int  # blocs whose best origin weighs enough to count
    strong: int  # blocs whose best origin is strong
    heaviest: int
    disinterested: int  # the heaviest that does not serve its own party
    served: bool  # someone stands here in its own interest
    conceded: bool  # a party opposed to those stands here against its interest, and of one voice


class Tally:
    """One side's graded origins, kept so that totals without one or two of them are cheap.

    To be without an origin is to have its weight set to 0: it still stands on its side.
    """

    def __init__(self, side: Side, ranked: Iterable[Origin], policy: Policy) -> None:
        graded = [origin for origin in ranked if origin.graded]
        here = [origin for origin in graded if origin.side == side]
        across = {origin.party for origin in graded if origin.side != side}
        self.policy = policy
        self.served = any(origin.interest == "own" for origin in here)
        self.ranked = [origin for origin in here if origin.weight]
        self.disinterested = [origin for origin in self.ranked if origin.interest != "own"]
        self.conceding = [
            origin
            for origin in self.ranked
            if origin.interest == "conceding"
            and origin.said_here >= policy.strong
            and origin.party not in across
        ]
        blocs: dict[str, list[Origin]] = defaultdict(list)
        for origin in self.ranked:
            blocs[origin.bloc].append(origin)
        self.blocs = {bloc: self._effective(members) for bloc, members in blocs.items()}
        self.sums = {bloc: self._sum(members) for bloc, members in self.blocs.items()}
        self.whole = self._whole()

    def _effective(self, members: list[Origin]) -> list[Origin]:
        """Keep the members of a bloc that add something once any two others are gone."""
        if len(members) <= 2:  # as most have, and there may be thousands of them
            return members
        return [
            origin
            for rank, origin in enumerate(members)
            if rank < 2 or share(origin.weight, rank - 2, self.policy.bloc_divisor)
        ]

    def _sum(self, members: list[Origin]) -> tuple[int, int, int]:
        """Give a bloc's total, and whether it counts as an origin and as a strong one."""
        if not members:
            return 0, 0, 0
        total = best = members[0].weight
        for rank, origin in enumerate(members[1:], start=1):
            total += share(origin.weight, rank, self.policy.bloc_divisor)
        return total, int(best >= self.policy.origin), int(best >= self.policy.strong)

    def _whole(self) -> Totals:
        sums = self.sums.values()
        return Totals(
            weight=sum(total for total, _, _ in sums),
            origins=sum(counts for _, counts, _ in sums),
            strong=sum(strong for _, _, strong in sums),
            heaviest=_heaviest(self.ranked),
            disinterested=_heaviest(self.disinterested),
            served=self.served,
            conceded=bool(self.conceding),
        )

    def without(self, *silent: Origin) -> Totals:
        """Add up the side with the weight of some of its origins set to 0."""
        names = {origin.actor for origin in silent}
        weight, counting, strong = self.whole.weight, self.whole.origins, self.whole.strong
        for bloc in {origin.bloc for origin in silent}:
            before = self.sums[bloc]
            after = self._sum([origin for origin in self.blocs[bloc] if origin.actor not in names])
            weight += after[0] - before[0]
            counting += after[1] - before[1]
            strong += after[2] - before[2]
        return Totals(
            weight=weight,
            origins=counting,
            strong=strong,
            heaviest=_heaviest(self.ranked, names),
            disinterested=_heaviest(self.disinterested, names),
            served=self.served,
            conceded=any(origin.actor not in names for origin in self.conceding),
        )


def _heaviest(ranked: Iterable[Origin], silent: Collection[str] = ()) -> int:
    return next((origin.weight for origin in ranked if origin.actor not in silent), 0)
