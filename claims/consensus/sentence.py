"""Say a decision in words a reader understands.

The words are about the state of the sources, never about what is the case or how likely it is.
"""

from collections.abc import Mapping

from claims.consensus.case import Case
from claims.consensus.finding import Finding
from claims.consensus.numbers import Numbers
from claims.consensus.opinion import Opinion
from claims.consensus.policy import Policy
from claims.consensus.types import DISPUTE, SUPPORT, ActorFact, ClaimFact, Side
from claims.consensus.words import spread

NAMED = 3
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def sentence(
    finding: Finding,
    view: Opinion,
    superseders: tuple[ClaimFact, ...],
    case: Case,
    policy: Policy,
    *,
    said: Numbers | None = None,
) -> str:
    """Explain a decision: what lies over its base status, the base status, the numbers and the lean of the sources."""
    parts = [f"Superseded by “{claim.text}”, which is corroborated." for claim in superseders]
    if finding.claim.withdrawn:
        parts = ["This claim was withdrawn."]
    base = _Words(finding, case.actors, policy).base()
    return " ".join([*parts, base, *_numbers(said), *_lean(finding, view)])


def _numbers(said: Numbers | None) -> list[str]:
    if said is None or said.contested is None:
        return []
    contested = said.contested
    if contested.is_exact:
        return [f"Those whose word counts say {contested}."]
    spanned = spread(contested.unit, contested.low, contested.high)
    return [f"The numbers of those whose word counts range {spanned}."]


def _lean(finding: Finding, view: Opinion) -> list[str]:
    count = sum(tally.whole.origins for tally in finding.tallies.values())
    if not count:
        return []
    if view.belief == view.disbelief:
        return [f"The sources lean to neither side, on {_origins(count)}."]
    side = "support" if view.belief > view.disbelief else "dispute"
    return [f"The sources lean towards {side}, on {_origins(count)}."]


class _Words:
    def __init__(self, finding: Finding, actors: Mapping[str, ActorFact], policy: Policy) -> None:
        self.finding, self.actors, self.policy = finding, actors, policy

    def base(self) -> str:
        """Say the base status and whom it rests on."""
        status, reason = self.finding.ruling.status, self.finding.ruling.reason
        if status == "unsourced":
            return "Nobody on record takes a side on this claim."
        if status == "unverified":
            return (
                f"{_speakers(len(self.finding.standings))} a side, but nothing said weighs enough to count."
            )
        if reason == "common_ground":
            return self._common_ground(SUPPORT if status == "corroborated" else DISPUTE)
        support, dispute = self._side(SUPPORT), self._side(DISPUTE)
        return {
            "single_source": f"Supported by {support}; no origin disputes it.",
            "supported": f"Supported by {support}, not enough to settle it; no origin disputes it.",
            "contradicted": f"Disputed by {dispute}; no origin supports it.",
            "disputed": f"The sources disagree: supported by {support}, disputed by {dispute}.",
            "corroborated": f"Corroborated by weight: supported by {support}, disputed by {dispute}.",
            "refuted": f"Refuted by weight: disputed by {dispute}, supported by {support}.",
        }[status]

    def _side(self, side: Side) -> str:
        """Count the origins of a side and name the first of them."""
        best: dict[str, str] = {}
        for origin in self.finding.tallies[side].ranked:
            if origin.weight >= self.policy.origin:
                best.setdefault(origin.bloc, self.actors[origin.actor].name)
        names = f" ({_names(list(best.values()))})" if best else ""
        return _origins(len(best)) + names

    def _common_ground(self, side: Side) -> str:
        status, verb = ("Corroborated", "supports") if side == SUPPORT else ("Refuted", "disputes")
        conceding = self.finding.tallies[side].conceding[0]
        served = next(
            origin
            for origin in self.finding.origins
            if origin.graded and origin.side == side and origin.interest == "own"
        )
        conceder, gainer = self.actors[conceding.actor].name, self.actors[served.actor].name
        return (
            f"{status} by common ground: {conceder} {verb} it against the interest of its own side, "
            f"and {gainer}, whom it serves, {verb} it too."
        )


def _names(names: list[str]) -> str:
    more = f" and {_number(len(names) - NAMED)} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _origins(count: int) -> str:
    return f"{_number(count)} {'origin' if count == 1 else 'origins'}"


def _speakers(count: int) -> str:
    return "One speaker takes" if count == 1 else f"{_number(count).capitalize()} speakers take"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
