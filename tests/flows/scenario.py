"""The scenario, told to a register as a partner would, as often as a test wants under names of its own."""

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from config.embedded.seed import REFERENCES, SCENARIO
from tests.partner import Partner

RECORDS: dict[str, dict[str, Any]] = {
    record.get("ref", f"line-{number}"): record
    for number, record in enumerate(map(json.loads, SCENARIO.read_text().splitlines()))
}
STANCES = {ref: record for ref, record in RECORDS.items() if record["type"] == "stance"}
CLAIMS = [ref for ref, record in RECORDS.items() if record["type"] == "claim"]


class Telling:
    """One telling of the scenario: all but its stances is recorded, then they are said one by one."""

    def __init__(self, partner: Partner, name: str) -> None:
        self._partner = partner
        self._name = name
        self.ids: dict[str, str] = {}
        for ref, record in RECORDS.items():
            if ref not in STANCES:
                self.ids[ref] = self._post(f"{record['type']}s", ref)["id"]

    @property
    def claims(self) -> dict[str, str]:
        """The claims' ids by their names in the scenario."""
        return {ref: self.ids[ref] for ref in CLAIMS}

    def say(self, ref: str) -> dict[str, Any]:
        """Record a stance, or record it again."""
        answer = self._post("stances", ref)
        self.ids[ref] = answer["id"]
        return answer

    def settle(self) -> None:
        """Wait until every claim of this telling is settled."""
        self._partner.settle(self.claims.values())

    def consensus(self) -> dict[str, dict[str, Any]]:
        """Return where the sources leave each claim."""
        return {ref: self._partner.consensus(claim) for ref, claim in self.claims.items()}

    def _post(self, path: str, ref: str) -> dict[str, Any]:
        fields = {name: value for name, value in RECORDS[ref].items() if name not in ("type", "ref")}
        body = {
            name: {"external_id": f"{self._name}-{value}"} if name in REFERENCES else value
            for name, value in fields.items()
        }
        answer = self._partner.post(path, {**body, "external_id": f"{self._name}-{ref}"})
        return {**answer.json(), "created": answer.status_code == 201}


def any_order(random: Random) -> Iterable[str]:
    """Yield the stances in an order of chance that keeps origins before what derives from them."""
    waiting = list(STANCES)
    said: set[str | None] = {None}
    while waiting:
        ref = random.choice([ref for ref in waiting if STANCES[ref].get("derived_from") in said])
        waiting.remove(ref)
        said.add(ref)
        yield ref
