"""Whatever is done to a running register, and through whichever door: the change log has it once, as it was done."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_django import Settings

from actors.models import SYSTEM_ID, AccountKind
from audit.models import Entry, Follower
from claims.models import Determination
from tests.audit.changelog import kept, questions, read
from tests.desk import Desk
from tests.flows.acts import Acts, Speaker
from tests.partner import Partner
from tests.stack import Stack
from tests.waiting import until


@pytest.fixture(autouse=True)
def quick(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files, and hash passwords in no time."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def speakers(stack: Stack) -> Iterator[list[Speaker]]:
    with stack.client("newsroom") as newsroom, stack.client("monitor") as monitor:
        yield [Speaker(client, client.get("me").json()["account"]) for client in (newsroom, monitor)]


@pytest.mark.usefixtures("stack_db")
@pytest.mark.parametrize(
    "number",
    [
        pytest.param(200, id="200"),
        pytest.param(2_000, id="2000", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
    ],
)
def test_the_change_log_has_every_act_exactly_once(stack: Stack, speakers: list[Speaker], number: int):
    chance = random.Random(number)
    acts = Acts(chance, speakers, Desk.of(AccountKind.STAFF, name=f"staff of {number}"))

    acts.run(number)

    with stack.client("auditor") as client:
        auditor = Partner(client)
        auditor.settle(acts.claims, within=120)
        until(_is_told, within=30)
        told = [*auditor.pages("changes?limit=200")]
        _compare_with_acts(told, acts)
        seen = _compare_with_revisions(told)
        asked = [*questions(seen, chance, 60)]
        differing = [asking for asking in asked if not _agrees(auditor, asking, seen)]
        lines = client.get("changes.ndjson").text.splitlines()

    print(
        f"\nchange log: {number} acts, {len(acts.owed)} changes by people and keys, {len(told)} in all: missing or"
        f" doubled 0; filters differing from the oracle {len(differing)} of {len(asked)}; acts {acts.counts}"
    )
    assert differing == []
    assert [json.loads(line) for line in lines] == told


def _is_told() -> bool:
    """Return whether the change log has come to the end of the log, and nothing waits to be sealed."""
    newest = Entry.objects.order_by("-index").values_list("index", flat=True)[0]
    return Follower.objects.get(name="changes").position == newest + 1


def _compare_with_acts(told: list[dict[str, Any]], acts: Acts) -> None:
    """Hold what the change log tells of each request against what was done in it."""
    lines = Counter(
        (
            one["request_id"],
            one["channel"],
            one["account"]["id"],
            one["reason"],
            one["object"],
            one["operation"],
        )
        for one in told
        if one["request_id"].startswith("act-")
    )
    assert lines == Counter(acts.owed)
    assert set(lines.values()) == {1}


def _compare_with_revisions(told: list[dict[str, Any]]) -> Any:
    """Hold the whole of it, the workers' part too, against the revisions; return those."""
    seen = read()
    assert [one["log_index"] for one in told] == [*reversed(range(len(told)))] == [one.index for one in seen]
    for one, of in zip(told, seen, strict=True):
        assert (one["channel"], one["account"]["id"]) == (of.who["channel"], str(of.who["account"]))
        assert (one["reason"], one["operation"]) == (of.who["reason"], of.operation)
        assert {change["path"] for change in one["changes"]} == {f"/{name}" for name in of.fields}
    by_workers = [one for one in told if one["channel"] == "task"]
    assert Counter(one["object"] for one in by_workers) == Counter(
        str(id_) for id_ in Determination.objects.values_list("id", flat=True)
    )
    assert {(one["account"]["id"], one["reason"]) for one in by_workers} == {
        (str(SYSTEM_ID), "consensus recomputed")
    }
    return seen


def _agrees(auditor: Partner, asking: dict[str, Any], seen: Any) -> bool:
    query = urlencode({name: _written(value) for name, value in asking.items()})
    found = [one["log_index"] for one in auditor.pages(f"changes?limit=200&{query}")]
    return found == [one.index for one in kept(seen, asking)]


def _written(value: Any) -> str:
    if isinstance(value, set):
        return ",".join(map(str, value))
    return value.isoformat() if isinstance(value, datetime) else str(value)
