"""The change log in the admin: what it shows to whom, what it finds, and that nothing people typed becomes markup."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from actors.models import Account, AccountKind, Actor, Partner
from actors.services import actors
from actors.services.records import Draft
from audit.attribution import audited_write, entered
from audit.models import Change
from audit.services import changes, log
from claims.models import Claim
from tests.desk import Bootstrap, Desk, case

pytestmark = pytest.mark.django_db
PAGE = "/admin/changes/"
HOSTILE = [
    "<script>alert(1)</script>",
    "<b onclick=x>\"'&amp;",
    "\u202edesrever\u2066",
    "javascript:alert(1)",
    "=HYPERLINK(1)",
    "{{ form }} {% now 'Y' %} %s {0}",
    "W" * 195,
]


@pytest.fixture(autouse=True)
def quick(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files, and hash passwords in no time."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def made() -> dict[Any, Any]:
    """Return a small case whose changes are all in the change log."""
    found = case()
    follow()
    return found


@pytest.fixture
def auditor() -> Desk:
    return Desk.of(AccountKind.AUDITOR)


def follow() -> None:
    log.drain()
    changes.follow()


def shown(response: HttpResponse) -> list[int]:
    """Return the log indexes on a page, from above."""
    assert response.status_code == 200, response.content.decode()[:500]
    return [int(index) for index in re.findall(r'id="c(\d+)"', response.content.decode())]


def indexes(**wanted: Any) -> list[int]:
    return list(Change.objects.filter(**wanted).order_by("-index").values_list("index", flat=True))


def test_the_page_shows_every_change_newest_first_in_pages(made: dict[Any, Any], auditor: Desk):
    for number in range(60):
        with entered("api", f"r{number}"), audited_write(by=Bootstrap(), reason=f"reason {number}"):
            Actor.objects.filter(pk=made[Actor].pk).update(note=f"note {number}")
    follow()

    first = auditor.client.get(PAGE)
    following = re.search(r'href="([^"]+)" rel="next"', first.content.decode())
    assert following
    second = auditor.client.get(following[1].replace("&amp;", "&"))

    assert shown(first) + shown(second) == indexes()[:100]
    assert len(shown(first)) == 50
    back = re.search(r'href="([^"]+)" rel="prev"', second.content.decode())
    assert back
    assert shown(auditor.client.get(back[1].replace("&amp;", "&"))) == shown(first)


def test_a_change_tells_who_why_when_and_what_differs(made: dict[Any, Any], auditor: Desk):
    staff = Desk.of(AccountKind.STAFF, name="Olha")
    reason = "their maps agree with two others"
    staff.save(made[Actor], reliability="B", previewed="letter B", reason=reason)
    follow()

    page = auditor.client.get(PAGE, {"field": "reliability", "operation": "update"}).content.decode()

    assert len(re.findall('class="change"', page)) == 1
    assert (
        "<bdi>Olha</bdi> changed reliability of actor “<bdi>General Staff</bdi>” from “<bdi>C</bdi>” to"
        in page
    )
    assert "<bdi>their maps agree with two others</bdi>" in page
    assert "<del>C</del>" in page
    assert "<ins>B</ins>" in page
    assert "<dd>admin</dd>" in page


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"kind": "actor"}, {"table_name": "actors_actor"}),
        ({"operation": "create"}, {"operation": "create"}),
        ({"channel": "task"}, {"channel": "task"}),
        ({"request_id": "req-of-the-api"}, {"request_id": "req-of-the-api"}),
        ({"reason": "FIRST K"}, {"reason__icontains": "first k"}),
        ({"after": "9"}, {"index__gte": 9}),
        ({"since": "2100-01-01T00:00"}, {"index": -1}),
        ({"until": "2100-01-01T00:00:00"}, {}),
        ({"reason": "", "kind": "", "since": ""}, {}),
    ],
)
@pytest.mark.usefixtures("made")
def test_filters_stand_in_the_address(auditor: Desk, asked: dict[str, str], wanted: dict[str, Any]):
    assert shown(auditor.client.get(PAGE, asked)) == indexes(**wanted)[:50]


def test_accounts_and_partners_are_found_by_name_and_by_id(made: dict[Any, Any], auditor: Desk):
    account, partner = made[Account], made[Partner]

    for value in (account.name.upper(), str(account.id)):
        assert shown(auditor.client.get(PAGE, {"account": value})) == indexes(account=account.id)
    for value in ("newsr", str(partner.id)):
        assert shown(auditor.client.get(PAGE, {"partner": value})) == indexes(partner=partner.id)
    assert shown(auditor.client.get(PAGE, {"object": str(made[Claim].id)})) == indexes(
        object_id=made[Claim].id
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"account": "nobody"},
        {"object": "x"},
        {"since": "yesterday"},
        {"kind": "ufo"},
        {"after": "-1"},
        {"after": "9" * 30},
    ],
)
def test_a_filter_that_cannot_be_read_says_so_and_shows_nothing(auditor: Desk, asked: dict[str, str]):
    for page in (PAGE, f"{PAGE}changes.csv"):
        answer = auditor.client.get(page, asked, headers={"Accept": "text/html"})

        assert answer.status_code == 400
        assert 'class="wrong"' in answer.content.decode()
        assert 'class="change"' not in answer.content.decode()


@pytest.mark.usefixtures("made")
def test_a_cursor_of_another_filter_leads_to_the_top(auditor: Desk):
    answer = auditor.client.get(PAGE, {"kind": "claim", "cursor": "AAAA"})

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?kind=claim")


def test_the_page_is_for_staff_and_auditors(made: dict[Any, Any]):
    for page in (PAGE, f"{PAGE}changes.csv", f"{PAGE}seen/"):
        assert Client().get(page).status_code == 302
    service = Client()
    service.force_login(made[Account])
    assert service.get(PAGE).status_code == 302
    for kind in (AccountKind.STAFF, AccountKind.AUDITOR):
        assert Desk.of(kind).client.get(PAGE).status_code == 200


def test_reading_moves_nothing_and_marking_does(made: dict[Any, Any], auditor: Desk):
    follow()
    first = auditor.client.get(PAGE).content.decode()
    assert "You have not marked anything as seen yet" in first
    (position,) = re.findall(r'name="position" value="(\d+)"', first)

    assert auditor.client.get(f"{PAGE}seen/", {"position": position}).status_code == 405
    assert "not marked anything" in auditor.client.get(PAGE).content.decode()
    with audited_write(by=Bootstrap(), reason="meanwhile"):
        Actor.objects.filter(pk=made[Actor].pk).update(note="changed meanwhile")
    follow()
    auditor.client.post(f"{PAGE}seen/", {"position": position})

    page = auditor.client.get(PAGE).content.decode()
    assert f'<a href="?after={position}">1 change</a> since you marked' in page
    assert shown(auditor.client.get(PAGE, {"after": position})) == [int(position)]
    assert "not marked anything" in Desk.of(AccountKind.STAFF).client.get(PAGE).content.decode()


def test_marking_needs_the_page_that_it_came_from(auditor: Desk):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(auditor.account)

    assert strict.post(f"{PAGE}seen/", {"position": 1}).status_code == 403


def test_what_people_typed_is_text_on_the_page_and_in_the_files(auditor: Desk):
    for text in HOSTILE:
        actors.record(draft=Draft({"name": text, "kind": "other", "note": text}), by=Bootstrap(), reason=text)
    follow()

    page = auditor.client.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "<b onclick" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<bdi>[U+202E]desrever[U+2066]</bdi>" in page
    rows = _csv(auditor.client.get(f"{PAGE}changes.csv"))
    assert {row["reason"] for row in rows} >= {"'=HYPERLINK(1)", *(set(HOSTILE) - {"=HYPERLINK(1)"})}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]
    lines = auditor.client.get(f"{PAGE}changes.ndjson").getvalue().decode().splitlines()
    assert {json.loads(line)["reason"] for line in lines} >= set(HOSTILE)


def test_hostile_filters_are_text(auditor: Desk):
    for text in HOSTILE:
        page = auditor.client.get(PAGE, {"reason": text, "request_id": text[:100]}).content.decode()
        assert "<script>alert" not in page
        assert "<b onclick" not in page


def test_files_hold_what_the_page_shows(made: dict[Any, Any], auditor: Desk):
    asked = urlencode({"kind": "claim"})

    table = auditor.client.get(f"{PAGE}changes.csv?{asked}")
    lines = auditor.client.get(f"{PAGE}changes.ndjson?{asked}")

    wanted = indexes(table_name="claims_claim")
    assert [int(row["log_index"]) for row in _csv(table)] == wanted
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [one["log_index"] for one in told] == wanted
    assert table["Content-Disposition"] == 'attachment; filename="changes.csv"'
    claim = told[-1]
    assert claim["url"].endswith(f"/api/v1/claims/{claim['object']}")
    assert {"path": "/text", "old": None, "new": made[Claim].text} in [
        c for one in told for c in one["changes"]
    ]


def test_the_page_costs_the_same_for_one_row_and_for_fifty(
    made: dict[Any, Any], auditor: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
):
    # Session, account, visit, newest, count, the page; a query for the revisions and one for the names of each kind.
    with django_assert_max_num_queries(6 + 19 + 19):
        auditor.client.get(PAGE)
    for number in range(45):
        with audited_write(by=Bootstrap(), reason=str(number)):
            Claim.objects.filter(pk=made[Claim].pk).update(note=str(number))
    follow()
    with django_assert_max_num_queries(6 + 19 + 19):
        assert len(shown(auditor.client.get(PAGE))) == 50


def _csv(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
