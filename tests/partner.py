"""The register as a partner's program meets it: HTTP and a key."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.waiting import until

#: Fields of a consensus that the scenario's expectations name.
EXPECTED = ("status", "reason", "support", "dispute", "support_origins", "dispute_origins")


@dataclass(frozen=True)
class Partner:
    """Calls of the API that tests share; each asserts that it was answered as it should be."""

    client: httpx.Client

    def post(
        self, path: str, body: Mapping[str, Any], *, key: str = "", allowed: Collection[int] = (200, 201)
    ) -> httpx.Response:
        """Post a body under a new Idempotency-Key, or under the one given."""
        answer = self.client.post(path, json=body, headers={"Idempotency-Key": key or str(uuid4())})
        assert answer.status_code in allowed, answer.text
        return answer

    def record(self, path: str, **body: Any) -> str:
        """Record something new and return its id."""
        return str(self.post(path, body, allowed=[201]).json()["id"])

    def get(self, path: str) -> Any:
        """Return what stands at a path."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pages(self, path: str) -> Iterator[Any]:
        """Yield every result of a list."""
        following: str | None = path
        while following:
            page = self.get(following)
            yield from page["results"]
            following = page["next"]

    def change(self, path: str, **changes: Any) -> Any:
        """Change a record as it now stands."""
        tag = self.client.get(path).headers["ETag"]
        answer = self.client.patch(
            path, json={"reason": "as tests will", **changes}, headers={"If-Match": tag}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def withdraw(self, path: str) -> None:
        """Withdraw a record."""
        self.post(f"{path}:withdraw", {"reason": "as tests will"})

    def unsettled(self, claims: Collection[str]) -> set[str]:
        """Return which claims are owed a recompute."""
        listed = {claim["id"]: claim["consensus"]["settled"] for claim in self.pages("claims?limit=200")}
        return {claim for claim in claims if not listed[claim]}

    def settle(self, claims: Collection[str], *, within: float = 30) -> None:
        """Wait until all claims are settled."""
        until(lambda: not self.unsettled(claims), within=within)

    def consensus(self, claim: str) -> dict[str, Any]:
        """Return where the sources leave a claim, by the fields of the scenario's expectations."""
        current = self.get(f"claims/{claim}/consensus")
        return {name: current[name] for name in EXPECTED}


@dataclass
class Dispute:
    """A small world to speak in: one outlet, its source, and claims made as they are asked for."""

    partner: Partner
    actor: str = field(init=False)
    source: str = field(init=False)

    def __post_init__(self) -> None:
        self.actor = self.partner.record("actors", name="An outlet", kind="media_outlet", reliability="B")
        self.source = self.partner.record(
            "sources", title="A report", kind="article", publisher=self.actor, published_at="2025-08-26"
        )

    def claim(self, **fields: Any) -> str:
        """Record a claim."""
        return self.partner.record("claims", **{"text": "Something is so.", **fields})

    def speaker(self, **fields: Any) -> str:
        """Record an actor."""
        return self.partner.record(
            "actors", **{"name": "A speaker", "kind": "person", "reliability": "B", **fields}
        )

    def words(self, **fields: Any) -> dict[str, Any]:
        """Return the body of a stance, by the outlet in support unless said otherwise."""
        return {
            "actor": self.actor,
            "source": self.source,
            "position": "supports",
            "said_at": "2025-08-26T12:00:00Z",
            **fields,
        }

    def say(self, claim: str, **fields: Any) -> dict[str, Any]:
        """Record a stance on a claim and return the answer."""
        answer: dict[str, Any] = self.partner.post(
            f"claims/{claim}/stances", self.words(**fields), allowed=[201]
        ).json()
        return answer
