"""What people write stays text: every text of every kind, on every page and in every export."""

import csv
import io
import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from actors.models import AccountKind
from audit.selectors.exports import guarded
from audit.selectors.kinds import known
from audit.services import changes, log
from claims.models import Claim, Policy
from tests.desk import Desk
from tests.everywhere import of_desk, of_record
from tests.hostile import BARE, TEXTS, fields, mark, recorded, room

pytestmark = pytest.mark.django_db

#: What readers of the room are not shown: who has access, how partners call their records, and some notes.
NOT_IN_THE_ROOM = {
    "Partner.slug", "Partner.note", "Account.name", "Account.email", "ApiKey.label", "ApiKey.networks", "Policy.note",
    "OAuthClient.label", "OAuthClient.networks",
    "Place.gazetteer_ids", "Place.note", "Place.external_id", "Question.external_id", "Actor.external_id",
    "Source.external_id", "Stance.external_id", "Stance.note", "ClaimRelation.note", "ClaimRelation.external_id",
    "Verdict.note", "Verdict.external_id", "Erasure.kind", "Erasure.reason", "SharingGroup.name", "SharingGroup.note",
    "SharingGroup.external_id", "Proposal.grounds", "Proposal.decision", "Proposal.draft",
    "Proposal.note", "Proposal.external_id",
    "Merge.note", "Merge.external_id", "Remark.text", "Remark.note", "Remark.external_id",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files, and hash passwords in no time."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Read(HTMLParser):
    """What a browser would find in a page: elements, attributes, scripts, and what is to be read."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.scripts = ""
        self.text = ""
        self._in_script = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.text += "".join(f" {value} " for name, value in attrs if name == "value" and value)
        self._in_script = tag == "script"

    def handle_endtag(self, _tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts += data
        else:
            self.text += data

    @property
    def faults(self) -> list[str]:
        """Return what would do something."""
        leads = [value for name, value in self.attributes if name in ("href", "src", "action", "formaction")]
        plain = [re.sub(r"[\x00-\x20]", "", value).lower() for value in leads]
        return [
            *({"x-hostile"} & self.tags),
            *(name for name, _ in self.attributes if name.startswith("on")),
            *(["a script"] if "hostile()" in self.scripts else []),
            *(value for value in plain if value.startswith(("javascript:", "vbscript:", "data:text"))),
        ]


def opened(client: Client, address: str, statuses: Iterable[int] = (200,)) -> Read:
    """Open a page and see that nothing of it does anything."""
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code in statuses, address
    found = Read(answer.content.decode())
    assert found.faults == [], address
    return found


def follow() -> None:
    log.drain()
    changes.follow()


@pytest.mark.parametrize("text", [*TEXTS.values(), *BARE.values()], ids=[*TEXTS, *BARE])
def test_nothing_hostile_does_anything_on_any_page(text: str) -> None:
    made = recorded(text, is_named=text in TEXTS.values())
    follow()
    staff, auditor = Desk.of(AccountKind.STAFF), Desk.of(AccountKind.AUDITOR)
    for desk in (staff, auditor):
        for record in made.values():
            for page in of_record(record):
                opened(desk.client, page.address, (200, 403))
        for page in of_desk(made):
            opened(desk.client, page.address, (200, 302, 400, 403))
    for record in made.values():
        opened(auditor.client, f"/admin/changes/?object={record.pk}")
    for address in room(made):
        opened(Client(), address)


def begins(kind: Any, name: str) -> str:
    """Return what is to be seen of a field: its name, as far as it has room for it."""
    field = fields(kind)[name]
    return mark(kind, name)[: getattr(field, "base_field", field).max_length]


def test_every_text_is_shown_where_the_record_is_and_where_its_changes_are() -> None:
    made = recorded(TEXTS["script"])
    follow()
    staff, auditor = Desk.of(AccountKind.STAFF), Desk.of(AccountKind.AUDITOR)
    missing = []
    for kind, record in made.items():
        pages = {page.route: page.address for page in of_record(record)}
        told = known.find(kind)
        assert told is not None
        places = {
            "form": opened(staff.client, pages["admin/<kind>/<path:object_id>/change/"]),
            "view": opened(auditor.client, pages["admin/<kind>/<path:object_id>/change/"]),
            "history": opened(auditor.client, pages["admin/<kind>/<path:object_id>/history/"]),
            "change log": opened(auditor.client, f"/admin/changes/?object={record.pk}"),
        }
        missing += [
            (mark(kind, name), place)
            for name in fields(kind)
            for place, found in places.items()
            if begins(kind, name) not in found.text and (place != "change log" or name in told.told)
        ]
    assert missing == []


def test_reading_room_shows_every_text_but_what_is_not_for_readers() -> None:
    made = recorded(TEXTS["script"])
    shown = "".join(opened(Client(), address).text for address in room(made))
    every = {mark(kind, name): begins(kind, name) for kind in made for name in fields(kind)}
    assert {name for name, begin in every.items() if begin not in shown} == NOT_IN_THE_ROOM


@pytest.mark.parametrize("text", [*TEXTS.values(), *BARE.values()], ids=[*TEXTS, *BARE])
def test_exports_hold_every_text_whole_and_no_formula(text: str) -> None:
    made = recorded(text, is_named=False)
    follow()
    auditor = Desk.of(AccountKind.AUDITOR)
    for kind, record in made.items():
        told = known.find(kind)
        assert told is not None
        # The policy is there from the start, and the determination says nothing of anybody's.
        number = 2 if kind is Policy else 1
        asked = f"object={record.pk}&operation={'update' if kind is Policy else 'create'}"
        lines = auditor.client.get(f"/admin/changes/changes.ndjson?{asked}").getvalue().decode().splitlines()
        table = auditor.client.get(f"/admin/changes/changes.csv?{asked}").getvalue().decode()
        rows = list(csv.DictReader(io.StringIO(table, newline="")))
        assert len(lines) == len(rows) == 1
        line = json.loads(lines[0])
        revision = kind.history.get(id=record.pk, revision=number)  # type: ignore[attr-defined]
        values = {change["path"][1:]: change["new"] for change in line["changes"]}
        for name in fields(kind).keys() & told.told.keys():
            assert values.get(told.told[name]) == getattr(revision, name), (kind, name)
        assert rows[0]["changes"] == json.dumps(line["changes"], ensure_ascii=False, separators=(",", ":"))
        assert (rows[0]["sentence"], rows[0]["reason"]) == (
            guarded(line["sentence"]),
            guarded(line["reason"]),
        )
        assert [cell for cell in rows[0].values() if cell.lstrip().startswith(tuple("=+-@"))] == []


@pytest.mark.parametrize("text", [*TEXTS.values(), *BARE.values()], ids=[*TEXTS, *BARE])
def test_map_as_geojson_holds_the_texts_whole(text: str) -> None:
    made = recorded(text, is_named=False)
    answer = Client().get("/map.geojson?day=2025-08-26")
    assert answer["Content-Type"] == "application/geo+json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    features = {feature["id"]: feature["properties"] for feature in answer.json()["features"]}
    told = features[str(made[Claim].pk)]
    assert told["text"] == made[Claim].text
    assert told["place_name"] == made[Claim].place.name
