"""Who may do what at each address of the API: written down here by hand, and held against what the addresses are."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from actors.models import Account, Actor, ApiKey, Partner, SharingGroup
from claims.models import Claim, ClaimRelation, Place, Proposal, Question, Remark, Source, Stance
from tests.routes import patterns

#: A row of the matrix: an address and a method.
Row = tuple[str, str]

#: What each role is given, in the words of the issue it answers to.
GIVES = {
    "contributor": {"read", "write", "propose"},
    "editor": {"read", "write", "propose", "review"},
    "partner_administrator": {"read", "write", "propose", "review", "manage"},
    "auditor": {"read"},
    "staff": {"read", "write", "propose", "review"},
    "administrator": {"read", "write", "propose", "review", "manage"},
}
SCOPES = {"read", "write", "propose", "review", "manage"}
#: The scope for which any credential will do.
ANY = ""

#: By the path of a kind of record, its model.
RECORDS: dict[str, type[Model]] = {
    "actors": Actor,
    "sharing-groups": SharingGroup,
    "places": Place,
    "questions": Question,
    "claims": Claim,
    "sources": Source,
    "stances": Stance,
    "relations": ClaimRelation,
    "proposals": Proposal,
    "remarks": Remark,
}
#: What every kind of record has below its own address.
OF_A_RECORD = {
    ("", "GET"): "read",
    ("", "PATCH"): "write",
    (":withdraw", "POST"): "write",
    ("/timemap", "GET"): "read",
    ("/revisions", "GET"): "read",
    ("/revisions:compare", "GET"): "read",
    ("/revisions:fields", "GET"): "read",
    ("/revisions/<int:number>", "GET"): "read",
}
#: What belongs to one record of a kind alone: hidden with it.
OF_ONE_KIND = {
    ("actors/<uuid:actor>/track-record", "GET"): "read",
    ("claims/<uuid:claim>/stances", "GET"): "read",
    ("claims/<uuid:claim>/stances", "POST"): "write",
    ("claims/<uuid:claim>/consensus", "GET"): "read",
    ("claims/<uuid:claim>/consensus:what-if", "POST"): "read",
    ("claims/<uuid:claim>/bundle", "GET"): "read",
    ("claims/<uuid:claim>/consensus.txt", "GET"): "read",
    ("claims/<uuid:claim>/consensus.svg", "GET"): "read",
    ("claims/<uuid:claim>/determinations", "GET"): "read",
    **{
        (f"{path}/<uuid:record_id>{rest}", method): scope
        for path in ("actors", "claims", "places", "sources")
        for rest, method, scope in (
            (":merge", "POST", "write"),
            (":unmerge", "POST", "write"),
            ("/duplicates", "GET", "read"),
        )
    },
    ("proposals/<uuid:record_id>:withdraw", "POST"): "propose",
    ("proposals/<uuid:record_id>:accept", "POST"): "review",
    ("proposals/<uuid:record_id>:decline", "POST"): "review",
}
_KEYS = "partners/<uuid:partner_id>/accounts/<uuid:account_id>/keys"
#: What is a partner's own, and not there for any other.
OF_A_PARTNER = {
    ("partners/<uuid:partner_id>/accounts", "GET"): "manage",
    ("partners/<uuid:partner_id>/accounts", "POST"): "manage",
    ("partners/<uuid:partner_id>/accounts/<uuid:account_id>", "GET"): "manage",
    ("partners/<uuid:partner_id>/accounts/<uuid:account_id>", "PATCH"): "manage",
    (_KEYS, "GET"): "manage",
    (_KEYS, "POST"): "manage",
    (f"{_KEYS}/<uuid:key_id>", "GET"): "manage",
    (f"{_KEYS}/<uuid:key_id>:rotate", "POST"): "manage",
    (f"{_KEYS}/<uuid:key_id>:revoke", "POST"): "manage",
}
#: What is the register's, and narrowed to what the caller may see.
SHARED = {
    ("me", "GET"): ANY,
    ("partners", "GET"): "read",
    ("places.geojson", "GET"): "read",
    ("changes", "GET"): "read",
    ("changes.ndjson", "GET"): "read",
    ("changes.csv", "GET"): "read",
    ("log/entries", "GET"): "read",
    ("log/proof/<int:index>", "GET"): "read",
    ("log/consistency", "GET"): "read",
    ("log/bundle", "GET"): "read",
    **{(path, "GET"): "read" for path in RECORDS},
    **{(path, "POST"): "write" for path in RECORDS},
    ("proposals", "POST"): "propose",
}
#: What anybody may read; `tests/architecture/test_views.py` says of each why.
OPEN = {
    "openapi.json", "docs", "redoc", "problems", "problems/<slug:slug>", "log/checkpoint", "log/keys",
    "log/witnesses", "log/tile/<path:path>", "log/verify.py",
}  # fmt: skip

OF_RECORDS: dict[Row, str] = {
    (f"{path}/<uuid:record_id>{rest}", method): scope
    for path in RECORDS
    for (rest, method), scope in OF_A_RECORD.items()
    # A proposal is decided, never changed.
    if (path, method) != ("proposals", "PATCH")
} | OF_ONE_KIND
ROWS: dict[Row, str] = SHARED | OF_A_PARTNER | OF_RECORDS

#: Query parameters without which a page says nothing.
QUERIES = {
    "revisions:compare": {"from": "1", "to": "1"},
    "log/consistency": {"from": "1", "to": "1"},
}
#: What anybody may post to: there clients say who they are.
POSTED = {"oauth/token"}
_addresses = count(1)


def answering() -> Iterator[Row]:
    """Yield each address of the API, with each method that it answers to."""
    for path, callback in patterns(get_resolver()):
        if not path.startswith("api/v1/"):
            continue
        view = getattr(callback, "view_class", None)
        names = [name for name in view.http_method_names if hasattr(view, name)] if view else ["get"]
        names = ["post"] if path.removeprefix("api/v1/") in POSTED else names
        yield from ((path.removeprefix("api/v1/"), name.upper()) for name in names if name != "head")


@dataclass(frozen=True)
class World:
    """The records of one partner, by model."""

    records: dict[type[Model], Any]

    def address(self, path: str) -> str:
        """Return an address with the ids of the records in it."""
        found = {"<int:number>": "1", "<int:index>": "0", "<slug:slug>": "stale", "<path:path>": "0/000"}
        found |= {
            f"<uuid:{name}>": str(self.records[model].pk)
            for name, model in {
                "record_id": RECORDS.get(path.split("/", maxsplit=1)[0], Claim),
                "claim": Claim,
                "actor": Actor,
                "partner_id": Partner,
                "account_id": Account,
                "key_id": ApiKey,
            }.items()
        }
        for name, value in found.items():
            path = path.replace(name, value)
        return f"/api/v1/{path}"

    def ask(self, row: Row, secret: str | None, body: Any = None) -> HttpResponse:
        """Ask for a row with a key, or with none; a write says nothing unless a body is given."""
        path, method = row
        headers = {"Idempotency-Key": uuid4().hex, "If-Match": "*"}
        if secret is not None:
            headers["Authorization"] = f"Bearer {secret}"
        client = Client(headers=headers, HTTP_HOST="localhost")
        # Whoever is not known is counted by address.
        beside = {"REMOTE_ADDR": f"2001:db8::{next(_addresses):x}"}
        if method == "GET":
            query = next((q for ending, q in QUERIES.items() if path.endswith(ending)), {})
            if path == "log/bundle":
                query = {"object": str(self.records[Claim].pk)}
            return client.get(self.address(path), query, **beside)
        return client.generic(
            method,
            self.address(path),
            b"{}" if body is None else body,
            content_type="application/json",
            **beside,
        )
