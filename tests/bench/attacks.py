"""Sources that mislead, made at random: what each method makes of claims that somebody lies about.

In each world forty outlets speak honestly of three hundred claims, as many of them on each as is asked for, and as
often right as their letters would have it. Sixty of the claims are attacked. What the attackers declare of themselves,
or staff of them, is in the register: who quotes whom, who speaks for whom, of which party somebody is, who has no
grade.
"""

from collections.abc import Callable

import numpy as np

from claims.mass import NONE
from tests.bench.labelled import Array, Labelled, Sources

CLAIMS, ATTACKED = 300, 60
#: How many honest outlets have which letter, and how often they are right; how many speak of a claim.
HONEST = (("A", 2, 0.95), ("B", 12, 0.9), ("C", 26, 0.8))
WORDS = 8
P, Q = 0, 1


class World:
    """Claims, half of which hold, with those who speak of them."""

    def __init__(self, seed: int, words: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.truth = self.chance.integers(0, 2, CLAIMS)
        self.attacked = np.zeros(CLAIMS, bool)
        self.attacked[self.chance.choice(CLAIMS, ATTACKED, replace=False)] = True
        self.letter: list[str | None] = []
        self.party: list[int] = []
        self.speaks_for: list[int] = []
        self.labels: list[tuple[int, int, int, int]] = []
        self.share = words / sum(count for _, count, _ in HONEST)
        for letter, count, accuracy in HONEST:
            for _ in range(count):
                self.outlet(letter, accuracy, self.share)

    def actor(self, letter: str | None, *, party: int = NONE, speaks_for: int = NONE) -> int:
        """Let somebody else in, who says nothing yet."""
        self.letter.append(letter)
        self.party.append(party)
        self.speaks_for.append(speaks_for)
        return len(self.letter) - 1

    def outlet(self, letter: str | None, accuracy: float, share: float) -> int:
        """Let an outlet in that speaks of a share of the claims."""
        actor = self.actor(letter)
        self.speak(actor, self.chance.random(CLAIMS) < share, accuracy)
        return actor

    def speak(self, actor: int, of: Array, accuracy: float) -> None:
        """Speak of claims, rightly as often as told."""
        for claim in np.flatnonzero(of).tolist():
            right = self.chance.random() < accuracy
            self.say(actor, claim, int(self.truth[claim]) if right else 1 - int(self.truth[claim]))

    def say(self, actor: int, claim: int, value: int, copies: int = NONE) -> int:
        """Say one thing; return its place."""
        self.labels.append((claim, actor, value, copies))
        return len(self.labels) - 1

    def lie(self, actor: int, claim: int, copies: int = NONE) -> int:
        """Say what does not hold."""
        return self.say(actor, claim, 1 - int(self.truth[claim]), copies)

    def some(self, of: Array, share: float) -> Array:
        return of & (self.chance.random(CLAIMS) < share)

    def labelled(self, name: str, *, scored: Array | None = None) -> Labelled:
        """Return it; scored on the claims attacked unless told otherwise, while staff ruled on the others."""
        claim, source, value, copies = (np.array(column) for column in zip(*self.labels, strict=True))
        scored = self.attacked if scored is None else scored
        return Labelled(
            name=name,
            sided=True,
            obj=claim,
            source=source,
            value=value,
            truth=self.truth,
            sources=Sources(self.letter, self.party, self.speaks_for),
            copies=copies,
            scored=scored,
            ruled=~self.attacked,
        )


def declared_copies(seed: int, words: int) -> Labelled:
    """Attack with one outlet that lies, and thirty that quote it and say so, well graded as they are."""
    world = World(seed, words)
    liar = world.outlet("C", 0.8, world.share)
    copiers = [world.outlet("B" if number % 2 else "C", 0.85, 0.1) for number in range(30)]
    _settle(world, [liar, *copiers])
    for claim in np.flatnonzero(world.attacked).tolist():
        root = world.lie(liar, claim)
        for copier in copiers:
            world.lie(copier, claim, root)
    return world.labelled("declared copies")


def ungraded_accounts(seed: int, words: int) -> Labelled:
    """Attack with sixty accounts that nobody graded, and that say what holds of all that matters less."""
    world = World(seed, words)
    for _ in range(60):
        account = world.actor(None)
        world.speak(account, world.some(~world.attacked, 0.3), 1.0)
        for claim in np.flatnonzero(world.some(world.attacked, 0.6)).tolist():
            world.lie(account, claim)
    return world.labelled("ungraded accounts")


def copying(seed: int, words: int) -> Labelled:
    """Let forty outlets print what five poor agencies say, errors and all, and say whom they quote."""
    world = World(seed, words)
    for _ in range(5):
        agency, begin = world.actor("C"), len(world.labels)
        world.speak(agency, world.chance.random(CLAIMS) < 0.35, 0.6)
        end = len(world.labels)
        for number in range(8):
            copier = world.actor("B" if number % 2 else "C")
            for root in (begin + np.flatnonzero(world.chance.random(end - begin) < 0.7)).tolist():
                claim, _, value, _ = world.labels[root]
                world.say(copier, claim, value, root)
    return world.labelled("copying", scored=np.ones(CLAIMS, bool))


def two_lying_blocs(seed: int, words: int) -> Labelled:
    """Attack with two parties, fifteen voices each, that deny the same things for once."""
    world = World(seed, words)
    for party in (P, Q):
        head = world.actor("C", party=party)
        voices = [head, *(world.actor("C", party=party, speaks_for=head) for _ in range(14))]
        for voice in voices:
            world.speak(voice, world.some(~world.attacked, 0.1), 0.8)
            for claim in np.flatnonzero(world.some(world.attacked, 0.8)).tolist():
                world.lie(voice, claim)
    return world.labelled("two lying blocs")


def media_network(seed: int, words: int) -> Labelled:
    """Attack with forty outlets that speak for one belligerent, each with stories of its own."""
    world = World(seed, words)
    state = world.actor("D", party=P)
    for number in range(40):
        outlet = world.actor("C" if number % 2 else None, speaks_for=state)
        world.speak(outlet, world.some(~world.attacked, 0.2), 0.9)
        for claim in np.flatnonzero(world.some(world.attacked, 0.7)).tolist():
            world.lie(outlet, claim)
    return world.labelled("media network")


def bought_halfway(seed: int, words: int) -> Labelled:
    """Attack with an outlet of the best grade that was right for years, and lies once it has been bought."""
    world = World(seed, words)
    bought = world.actor("A")
    world.speak(bought, world.some(~world.attacked, 0.6), 0.95)
    for claim in np.flatnonzero(world.attacked).tolist():
        world.lie(bought, claim)
    return world.labelled("bought halfway")


ATTACKS: dict[str, Callable[[int, int], Labelled]] = {
    "declared copies": declared_copies,
    "ungraded accounts": ungraded_accounts,
    "copying": copying,
    "two lying blocs": two_lying_blocs,
    "media network": media_network,
    "bought halfway": bought_halfway,
}


def _settle(world: World, actors: list[int]) -> None:
    """Take back what attackers said of the claims attacked, before they were told what to say of them."""
    world.labels = [label for label in world.labels if label[1] not in actors or not world.attacked[label[0]]]
