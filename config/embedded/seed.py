"""Post the scenario through the REST API, as the newsroom would, and wait until every claim is settled."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SCENARIO = Path(__file__).with_name("scenario.ndjson")

#: Fields that name another record, by its external id.
REFERENCES = frozenset(
    {
        "actor",
        "claim",
        "source",
        "place",
        "question",
        "publisher",
        "part_of",
        "speaks_for",
        "derived_from",
        "from",
        "to",
    }
)


class SeedError(Exception):
    """The register refused a line of the scenario, or left a claim unsettled."""


class Newsroom:
    """The register as a partner sees it: an address and a key."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key

    def call(self, method: str, path: str, body: object = None, *, retry_as: str = "") -> Any:
        """Return the JSON that a call answers.

        Raises:
            SeedError: the register refused.
        """
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        if retry_as:
            headers["Idempotency-Key"] = retry_as
        request = urllib.request.Request(  # noqa: S310 - built from our own loopback address
            f"{self._url}/api/v1/{path}",
            method=method,
            headers=headers,
            data=None if body is None else json.dumps(body).encode(),
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - likewise
                return json.load(response)
        except urllib.error.HTTPError as refusal:
            detail = refusal.read().decode(errors="replace")
            raise SeedError(f"{method} {path} was answered {refusal.code}: {detail}") from None

    def settled(self) -> tuple[int, int]:
        """Return how many claims are settled, and how many there are."""
        claims = list(self._claims())
        return sum(bool(claim["consensus"]["settled"]) for claim in claims), len(claims)

    def _claims(self) -> Iterator[dict[str, Any]]:
        path = "claims?limit=200"
        while path:
            page = self.call("GET", path)
            yield from page["results"]
            path = page["next"].split("/api/v1/", 1)[1] if page["next"] else ""


def seed(newsroom: Newsroom, say: Callable[[str], None], *, settle_within: float = 60) -> None:
    """Record the scenario; lines that an earlier run recorded are answered again, not doubled.

    Raises:
        SeedError: a line was refused, or a claim is still unsettled in the end.
    """
    claims: dict[str, str] = {}
    lines = SCENARIO.read_text().splitlines()
    for number, line in enumerate(lines):
        record: dict[str, Any] = json.loads(line)
        kind, ref = record.pop("type"), record.pop("ref", f"line-{number}")
        path = f"claims/{claims[record.pop('claim')]}/stances" if kind == "stance" else f"{kind}s"
        body = {
            name: {"external_id": value} if name in REFERENCES else value for name, value in record.items()
        }
        answer = newsroom.call("POST", path, {**body, "external_id": ref}, retry_as=f"seed-{ref}")
        if kind == "claim":
            claims[ref] = answer["id"]
    say(f"posted the scenario: {len(lines)} records")

    deadline = time.monotonic() + settle_within
    while (state := newsroom.settled())[0] < state[1]:
        if time.monotonic() > deadline:
            raise SeedError(f"{state[0]} of {state[1]} claims are settled after {settle_within:.0f} s")
        time.sleep(0.1)
    say(f"settled: {state[1]} claims")
