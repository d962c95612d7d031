"""A register in which a name was written that has to be forgotten, and two people of staff who can agree on that."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.test import override_settings
from psycopg import sql
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from actors.models import Account, AccountKind
from actors.services import accounts, partners
from audit.models import Entry, Erasure
from audit.services import changes, erasing, grants, log, sealing
from claims.models import Lane
from claims.services import determinations, erasures
from tests.databases import Database, Databases, selected
from tests.desk import PASSWORD, Bootstrap

#: What was written, in every text that a partner can write.
NAME = "Xanthippe Quill"
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHY = "She asked for it, and may."
PATHS = {
    "actor": "actors",
    "question": "questions",
    "claim": "claims",
    "source": "sources",
    "stance": "stances",
}


@dataclass(frozen=True)
class Credential:
    """What a key with every scope leaves behind."""

    scopes = frozenset({"read", "write"})


@dataclass(frozen=True)
class Story:
    """A partner's program, two people of staff, and what was recorded, by what it is."""

    client: APIClient
    ann: Account
    bob: Account
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def told(cls) -> "Story":
        """Record the name in records of five kinds, have them decided, put them right, and have that decided."""
        ann, bob = (staff(name) for name in ("ann", "bob"))
        partner = partners.record(slug="paper", name="Paper", by=Bootstrap())
        desk = accounts.record(name="desk", kind=AccountKind.SERVICE, partner=partner, by=Bootstrap())
        client = APIClient()
        client.force_authenticate(desk, Credential())
        story = cls(client, ann, bob)
        story._record()
        settle()
        story._put_right()
        settle()
        return story

    def _record(self) -> None:
        ids = self.ids
        self.post("actors", "outlet", name="The Courier", kind="media_outlet", reliability="B")
        self.post("actors", "actor", name=NAME, kind="person", reliability="C", aliases=[f"{NAME} the elder"])
        self.post("questions", "question", text=f"Where was {NAME}?", exclusive=True)
        asked = {"question": ids["question"]}
        self.post("claims", "claim", text=f"{NAME} was at the harbour.", note=f"Ask {NAME}.", **asked)
        self.post("claims", "other", text=f"{NAME} was nowhere.", answer="nowhere", **asked)
        source = self.post(
            "sources", "source", title=f"Talk with {NAME}", kind="article", publisher=ids["outlet"],
            stances=[
                {"claim": ids["claim"], "actor": ids["actor"], "position": "supports", "said_at": "2025-08-26",
                 "excerpt": f"I, {NAME}, was there."},
            ],
        )  # fmt: skip
        ids["stance"] = source["stances"][0]["id"]
        found = {"source": ids["source"], "actor": ids["outlet"], "said_at": "2025-08-27"}
        quoted = {"derived_from": ids["stance"], "relation": "quotes", "position": "supports"}
        self.post(f"claims/{ids['claim']}/stances", "quotation", **found, **quoted)
        self.post(f"claims/{ids['claim']}/stances", "denial", **found, position="disputes")

    def _put_right(self) -> None:
        self.revise("actor", name="A resident", aliases=[], reason=f"{NAME} wants no name here.")
        self.revise("question", text="Where was the resident?", reason="no names")
        self.revise("claim", text="The resident was at the harbour.", note="", reason="no names")
        self.revise("source", title="A talk", reason="no names")
        self.revise("stance", excerpt="I was there.", reason="no names")
        self.post(f"claims/{self.ids['other']}:withdraw", "other", reason="It says too much.")

    def post(self, path: str, kind: str, /, **body: Any) -> Any:
        """Send something under a key of its own."""
        key = {"Idempotency-Key": str(uuid4())}
        answer = self.client.post(f"/api/v1/{path}", body, format="json", headers=key)
        assert answer.status_code in (200, 201), answer.content
        self.ids[kind] = answer.json()["id"]
        return answer.json()

    def revise(self, kind: str, /, **body: Any) -> None:
        """Change what was recorded."""
        path = f"/api/v1/{PATHS.get(kind, 'claims')}/{self.ids[kind]}"
        answer = self.client.patch(path, body, format="json", headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.content

    def get(self, path: str) -> Any:
        """Return what the API answers."""
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, (path, answer.content)
        return answer.json()

    def proposed(self, what: str, **asked: Any) -> Erasure:
        """Have one person propose to erase something of what was recorded."""
        kind = "claim" if what == "other" else what
        return erasures.propose(kind=kind, record_id=UUID(self.ids[what]), reason=WHY, by=self.ann, **asked)

    def approved(self, what: str, **asked: Any) -> Erasure:
        """Have the other agree."""
        return erasing.approve(erasure_id=self.proposed(what, **asked).id, by=self.bob)

    def erased(self, what: str, **asked: Any) -> Erasure:
        """Have it carried out."""
        erasure = self.approved(what, **asked)
        assert erasures.carry_out(erasure_id=erasure.id, using="eraser") == len(erasure.entries)
        return Erasure.objects.get(id=erasure.id)

    def all_erased(self) -> None:
        """Erase the name wherever it is."""
        for what in (*PATHS, "other"):
            self.erased(what)
        self.erased("actor", texts=False, reasons=True)
        settle()


@contextmanager
def telling(
    databases: Databases, blocker: DjangoDbBlocker, static_root: Path
) -> Iterator[tuple[Database, Story]]:
    """Lead Django to a database with the story in it, whoever asked for it has to drop; have no claim rest there."""
    database = databases.clone()
    if not (database.eraser_url and database.superuser_url):
        pytest.skip("the server that the environment names is not ours to erase on")
    with (
        pytest.MonkeyPatch.context() as patched,
        override_settings(PASSWORD_HASHERS=HASHERS, STATIC_ROOT=str(static_root)),
        blocker.unblock(),
        selected(database.name),
    ):
        for rest in ("REST", "REST_PER_BYTE"):
            patched.setattr(determinations, rest, timedelta())
        grants.apply(using="owner")
        yield database, Story.told()


def staff(name: str, kind: AccountKind = AccountKind.STAFF) -> Account:
    """Record an account that can log in."""
    return accounts.record(name=name, kind=kind, password=PASSWORD, by=Bootstrap())


def first_of(record: str) -> int:
    """Return the index of a record's first entry."""
    return Entry.objects.filter(object_id=record).earliest("index").index


def settle() -> None:
    """Have everything decided and told, and the log sealed."""
    for lane in Lane:
        while determinations.settle(lane=lane):
            pass
    log.drain()
    changes.follow()
    sealing.seal()


def last_line(command: str, **options: Any) -> str:
    """Return the last line that a command prints; it must not fail."""
    out = io.StringIO()
    call_command(command, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().splitlines()[-1]


def analyze(database: Database) -> None:
    """Have the planner keep samples of every column, as it does by and by."""
    with psycopg.connect(database.superuser_url, autocommit=True) as root:
        root.execute("ANALYZE")


def traces(database: Database, text: str) -> list[str]:
    """Return every column of every table, and every sample that the planner keeps, in which a text stands."""
    found = []
    with psycopg.connect(database.superuser_url) as root:
        columns = root.execute(
            "SELECT c.table_schema, c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE t.table_type = 'BASE TABLE' AND c.table_schema <> 'information_schema'"
        ).fetchall()
        for *names, data_type in columns:
            value = "encode({2}, 'escape')" if data_type == "bytea" else "{2}::text"
            asked = sql.SQL("SELECT EXISTS (SELECT FROM {0}.{1} WHERE position(%s IN " + value + ") > 0)")  # noqa: S608
            if root.execute(asked.format(*map(sql.Identifier, names)), [text]).fetchone() == (True,):
                found.append(".".join(names))
    return found
