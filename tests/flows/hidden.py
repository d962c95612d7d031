"""Partners who share one register, and what is hidden from one of them: acts of chance that it must not tell."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import get_resolver
from rest_framework.test import APIClient

from actors.api.views import ACTOR
from actors.models import Account, AccountKind, Partner, SharingGroup
from actors.services import groups
from actors.services.records import Draft
from audit.attribution import Principal, audited_write
from audit.errors import RecordError
from audit.services import changes, log
from claims.api.v1.resources import CLAIM, QUESTION, RELATION, REMARK, SOURCE, STANCE
from claims.models import Debt, Lane
from claims.services import determinations
from tests.claims.services.walk import (
    ACTS,
    SERVICES,
    Staff,
    Walk,
    adopt_policy,
    move_relation,
    move_stance,
    new_actor,
    new_claim,
    new_question,
    new_source,
    relate,
    remark,
    say,
    withdraw,
)
from tests.flows.timetravel import Credential
from tests.routes import patterns
from tests.waiting import until

#: Pages of the log's own: its size is public, and every entry is there, if only as its commitments.
OF_THE_LOG = ("log/",)
#: By the name of a kind in the paths, what a walk calls it.
PATHS = {
    "actors": "actor",
    "questions": "question",
    "claims": "claim",
    "sources": "source",
    "stances": "stance",
    "relations": "relation",
    "remarks": "remark",
}
#: By the name of a kind in the paths, the references that it has.
EXPANDED = {
    resource.path: ",".join(resource.linked)
    for resource in (ACTOR, QUESTION, CLAIM, SOURCE, STANCE, RELATION, REMARK)
}
#: Headers that say when it was answered, and how much is left to the caller.
BESIDE = {"Date", "X-Request-ID", "X-Request-Id", "Server-Timing", "RateLimit", "RateLimit-Policy"}


#: Acts on anything that is recorded, whoever may see it.
OUTRIGHT = (withdraw, move_stance, move_relation, adopt_policy)


@dataclass(frozen=True)
class Member:
    """An account of a partner."""

    id: UUID
    partner_id: UUID
    key_id: UUID | None = None


def member(slug: str) -> Member:
    """Record a partner with an account."""
    with audited_write(by=Staff(), reason="a partner"):
        partner = Partner.objects.create(slug=slug, name=slug.title())
        account = Account.objects.create(
            name=f"{slug}-feed", kind=AccountKind.SERVICE, role="editor", partner=partner
        )
    return Member(account.id, partner.id)


def group(name: str, *members: Member) -> UUID:
    """Record a sharing group of partners; the first founds it."""
    draft = Draft({"name": name, "members": [each.partner_id for each in members]})
    made: SharingGroup = groups.record(draft=draft, by=members[0], reason="to share").record
    return made.id


def client_of(reader: Principal) -> APIClient:
    """Return a client that reads and writes as somebody."""
    client = APIClient(HTTP_HOST="localhost")
    account = Account.objects.get(id=reader.id)
    client.force_authenticate(user=account, token=Credential(account))
    return client


def at_rest() -> None:
    """Have everything decided that is owed, and the change log come to the end of the log."""

    def settled() -> bool:
        for lane in Lane:
            determinations.settle(lane=lane)
        return not Debt.objects.exists()

    # A claim that was just decided rests for a moment.
    until(settled, within=60)
    log.drain()
    changes.follow()


@dataclass
class Hidden(Walk):
    """A walk whose every record is marked for some circles, and that changes nothing but what it has recorded."""

    marks: dict[str, Any] = field(default_factory=dict)
    own: dict[str, list[UUID]] = field(default_factory=lambda: {kind: [] for kind in SERVICES})

    def step(self) -> str:
        """Do something of chance that touches nothing of what was there."""
        act = self.random.choice(
            [each for each in ACTS if each not in OUTRIGHT] + [say] * 8 + [Hidden.take_back]
        )
        with suppress(RecordError):
            return act(self)
        return f"{act.__name__} refused"

    def one_of_each(self) -> None:
        """Record something of each kind."""
        for act in (new_actor, new_source, new_question, new_claim, say, remark, *[relate] * 6):
            with suppress(RecordError):
                act(self)

    def take_back(self) -> str:
        """Withdraw something that it has recorded."""
        kind = self.random.choice([kind for kind, ids in self.own.items() if ids] or ["actor"])
        if not self.own[kind]:
            return "has nothing"
        chosen = self.random.choice(self.own[kind])
        service, name = SERVICES[kind]
        service.withdraw(**{name: chosen}, by=self.by, reason="a hidden walk")
        self.ids[kind].remove(chosen)
        self.own[kind].remove(chosen)
        return f"withdrew {kind} {chosen}"

    def record(self, kind: str, /, **values: Any) -> str:
        told = super().record(kind, **values, **self.marks)
        self.own[kind].append(self.ids[kind][-1])
        return told

    def revise(self, kind: str, /, **values: Any) -> str:
        if not self.own[kind]:
            return f"has no {kind}"
        chosen = self.random.choice(self.own[kind])
        service, name = SERVICES[kind]
        service.revise(**{name: chosen}, draft=Draft(values), by=self.by, reason="a hidden walk")
        return f"revised {kind} {chosen} {values}"


def routes() -> Iterator[str]:
    """Yield the path of every GET of the API, with the places of its ids."""
    for path, callback in patterns(get_resolver()):
        view = getattr(callback, "cls", None)
        if path.startswith("api/v1/") and view is not None and hasattr(view, "get"):
            yield path


def urls(ids: dict[str, list[UUID]], *, known_at: int, others: dict[str, list[UUID]]) -> list[str]:
    """Return an address of every GET, for some records of each kind, and of some that are none for the reader."""
    found = []
    for path in routes():
        if path.startswith(tuple(f"api/v1/{each}" for each in OF_THE_LOG)):
            continue
        kind = PATHS.get(path.removeprefix("api/v1/").split("/")[0], "")
        if "<" not in path:
            found += [path, f"{path}?limit=3"] if "." not in path else [path]
            continue
        for id_ in [*ids.get(kind, ())[:3], *ids.get(kind, ())[-2:], *others.get(kind, ())[:2]]:
            found.append(_filled(path, id_))
    found += [
        f"{url}{'&' if '?' in url else '?'}known_at={known_at}"
        for url in found
        if url.count("/") < 5 and not url.endswith(("/timemap", "/bundle", "/duplicates"))
    ]
    found += [f"api/v1/claims/{id_}/consensus?tier=own" for id_ in ids["claim"]]
    for kind, names in EXPANDED.items():
        beneath = [f"/{id_}" for id_ in ids[PATHS[kind]][:2]]
        found += [f"api/v1/{kind}{at}?expand={names}" for at in ("", *beneath)]
        found.append(f"api/v1/{kind}?expand={names}&known_at={known_at}")
    found += [f"api/v1/claims?q=claim&status={status}" for status in ("disputed", "supported", "unsourced")]
    found += ["api/v1/changes?kind=stance", "api/v1/changes?field=position", "api/v1/actors?q=actor"]
    return found + _pages(ids)


def _pages(ids: dict[str, list[UUID]]) -> list[str]:
    """Return pages of the reading room, which is open to everyone."""
    found = ["", "?text=claim&status=disputed", "map", "map.geojson"]
    for claim in (*ids["claim"][:3], *ids["claim"][-2:]):
        beneath = ("", "/revisions", "/r1", "/over-time", "/compare?from=1&to=1")
        found += [f"claims/{claim}{rest}" for rest in beneath]
    found += [f"{kind}s/{id_}" for kind in ("question", "actor", "source") for id_ in ids[kind][:3]]
    return found


def _filled(path: str, id_: UUID) -> str:
    for place in ("record_id", "claim", "claim_id", "actor", "source"):
        path = path.replace(f"<uuid:{place}>", str(id_))
    path = path.replace("<int:number>", "1").replace("<str:extension>", "csv")
    return f"{path}?from=1&to=1" if path.endswith(":compare") else path


def answers(client: APIClient, asked: list[str]) -> dict[str, tuple[Any, ...]]:
    """Return what is answered: status, headers and body."""
    found = {}
    for url in asked:
        answer = client.get(f"/{url}")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.headers.items() if name not in BESIDE}
        if url.startswith("api/") and answer.status_code >= 400:
            body = _without_request(answer)
        elif not url.startswith("api/"):
            # A page names the size of the log, under which it stays.
            headers.pop("Content-Length", None)
            body = re.sub(rb"known_at=\d+|nonce=\S+", b"", body)
        found[url] = (answer.status_code, headers, body)
    return found


def _without_request(answer: Any) -> Any:
    told = answer.json()
    told.pop("request_id", None)
    return told
