"""The nightly checks: what they come to is kept, told in `/metrics`, and shown to staff and auditors."""

import math
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from actors.models import Account, AccountKind
from audit import tasks
from audit.models import Check, Entry
from audit.services import checks, log
from claims import tasks as deciding
from claims.models import Claim, Determination, Lane
from claims.services import determinations
from tests.audit.tampering import tamper
from tests.databases import Database
from tests.desk import Desk, case
from tests.flows import multitude

PAGE = "/admin/changes/checks/"
HOSTILE = "<script>alert(1)</script>\u202e"


@pytest.fixture(autouse=True)
def quick(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files, and hash passwords in no time."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def decided(live_db: Database) -> Database:
    """Return a register with two claims that are decided."""
    multitude.recorded(actors=1, claims=2)
    determinations.settle(lane=Lane.INTERACTIVE)
    return live_db


def kept(**values: Any) -> Check:
    return checks.keep(
        **{"since": 0, "size": 9, "checked": 9, "differing": 0, "first": "", "seconds": 1.5, **values}
    )


def figures() -> dict[str, float]:
    text = Client().get("/metrics").content.decode()
    return {
        sample.name.removeprefix("contested_"): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if re.match("contested_(fold|replay)_", sample.name)
    }


@pytest.mark.usefixtures("decided")
def test_a_night_without_a_difference_is_kept():
    assert (tasks.fold(), deciding.replay()) == (0, 0)

    fold, replay = Check.objects.order_by("id")
    size = Entry.objects.count()
    assert (fold.name, fold.since, fold.size, fold.differing, fold.first) == ("fold", 0, size, 0, "")
    # The two determinations waited in the outbox: the fold has read them there, the replay has them drained.
    assert fold.checked > size
    assert (replay.name, replay.since, replay.checked, replay.differing) == ("replay", 0, 2, 0)
    assert fold.seconds >= 0
    assert timezone.now() - replay.done_at < timedelta(minutes=5)


def test_a_night_with_differences_is_kept_with_the_first(decided: Database):
    log.drain()
    one = Determination.objects.earliest("id")
    tamper(decided, "UPDATE claims_historicaldetermination SET reason = 'x' WHERE id = %(id)s", id=one.id)

    # The revision is not what was sealed, and the row is not what the revision says.
    assert (tasks.fold(), deciding.replay()) == (2, 1)

    fold, replay = Check.objects.order_by("id")
    index = Entry.objects.get(object_id=one.id).index
    assert fold.first == (
        f"entries whose content is not what they commit to: claims_determination record {one.id} history"
        f" {Entry.objects.get(index=index).history_id} index {index}"
    )
    assert replay.first == f"claim {one.claim_id}, determination {one.id}, log index {index}, column reason"


@pytest.mark.usefixtures("decided")
def test_a_replay_goes_on_where_the_last_good_one_ended():
    deciding.replay()
    whole = Check.objects.get()
    kept(name="replay", since=whole.size, size=whole.size + 1, differing=1)

    deciding.replay()

    again = Check.objects.latest("id")
    assert (again.since, again.checked) == (whole.size, 0)


@pytest.mark.parametrize(
    ("age", "compared"), [(timedelta(days=5, hours=23), 0), (timedelta(days=6, hours=23), 2)]
)
@pytest.mark.usefixtures("decided")
def test_everything_is_replayed_once_a_week(age: timedelta, compared: int):
    size = log.drain()
    Check.objects.create(
        name="replay", done_at=timezone.now() - age, since=0, size=size, checked=2, differing=0, seconds=1
    )
    kept(name="replay", since=1, size=size)

    deciding.replay()

    assert Check.objects.latest("id").checked == compared


@pytest.mark.usefixtures("register")
def test_what_a_check_came_to_cannot_be_taken_back():
    kept(name="fold", differing=3)

    for statement in (
        "DELETE FROM audit_check",
        "UPDATE audit_check SET differing = 0",
        "TRUNCATE audit_check",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.django_db
def test_figures_are_of_the_last_run_and_none_where_there_was_none():
    kept(name="fold", differing=7)
    last = kept(name="fold", checked=5, differing=3, seconds=2.25)

    found = figures()

    assert found["fold_differing"] == 3
    assert found["fold_checked"] == 5
    assert found["fold_seconds"] == 2.25
    assert found["fold_done_at_seconds"] == pytest.approx(last_done(last), abs=0.001)
    assert [name for name, value in found.items() if math.isnan(value)] == [
        f"replay_{name}" for name in ("differing", "checked", "seconds", "done_at_seconds")
    ]


def last_done(check: Check) -> float:
    check.refresh_from_db()
    return check.done_at.timestamp()


@pytest.mark.django_db
def test_the_page_shows_the_last_of_each_and_those_before():
    auditor = Desk.of(AccountKind.AUDITOR).client
    assert "No check has run yet." in auditor.get(PAGE).content.decode()

    kept(name="fold", differing=7, first="old")
    kept(name="fold")
    kept(name="replay", checked=11, differing=2, first=HOSTILE)
    page = auditor.get(PAGE).content.decode()

    assert page.count("<tr>") == 1 + 3
    assert "0 of 9 differ." in page
    assert '<strong class="wrong">2 of 11 differ.</strong>' in page
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]</bdi>" in page
    assert "<script>alert" not in page
    assert auditor.post(PAGE).status_code == 405
    assert f'href="{PAGE}"' in auditor.get("/admin/").content.decode()


@pytest.mark.django_db
def test_the_page_is_for_staff_and_auditors():
    made = case()
    assert Client().get(PAGE).status_code == 302
    service = Client()
    service.force_login(made[Account])
    assert service.get(PAGE).status_code == 302
    assert Desk.of(AccountKind.STAFF).client.get(PAGE).status_code == 200
    assert Claim.objects.exists()
