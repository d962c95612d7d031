"""Replay: what was decided comes out again, byte for byte, and what was tampered with does not."""

# ruff: noqa: S608 - names of our own tables
import json
import os
import time
from datetime import timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from audit.selectors import fold
from audit.selectors.lives import Lives
from audit.services import log
from claims.consensus import Evidence
from claims.models import Determination, Lane, Policy, Stance
from claims.selectors import evidence, replay
from claims.services import determinations, replays
from tests.audit.tampering import tamper
from tests.claims.services.walk import Staff, Walk, adopt, begun
from tests.databases import Database
from tests.figures import Figure
from tests.flows import multitude

TABLE, HISTORY = "claims_determination", "claims_historicaldetermination"
#: Both in the row and in its revision, as somebody thorough would.
BOTH = f"UPDATE {TABLE} SET {{0}} WHERE id = %(id)s; UPDATE {HISTORY} SET {{0}} WHERE id = %(id)s"


@pytest.fixture(autouse=True)
def at_once_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no claim rest."""
    for rest in ("REST", "REST_PER_BYTE"):
        monkeypatch.setattr(determinations, rest, timedelta())


def walk(seed: int, *, steps: int) -> Walk:
    """Have anything happen under three policies, decided every few acts."""
    walked = begun(seed)
    for step in range(steps):
        if step in (steps // 3, 2 * steps // 3):
            adopt(f"third-{step}", by=walked.by, hedged=40 + step % 7)
        walked.step()
        if step % 3 == 0:
            settle()
    settle()
    return walked


def settle() -> None:
    for lane in Lane:
        # The mass lane ends each turn after a while, and wakes itself.
        while determinations.settle(lane=lane):
            pass


def decided() -> list[Determination]:
    """Return every determination, in the order of the log."""
    log.drain()
    indexes = dict(Entry.objects.filter(table_name=TABLE).values_list("object_id", "index"))
    return sorted(Determination.objects.all(), key=lambda made: indexes[made.id])


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happened_every_determination_comes_out_again(
    seed: int,
    live_db: Database,  # noqa: ARG001 - there first
    monkeypatch: pytest.MonkeyPatch,
    figure: Figure,
):
    walk(seed, steps=60)
    monkeypatch.setattr(replay, "BATCH", 7)

    replayed = replays.run()

    figure("P4", replayed=(replayed.differing, replayed.determinations))
    assert replayed.first is None
    assert (replayed.determinations, replayed.differing) == (Determination.objects.count(), 0)
    assert Determination.objects.values("policy").distinct().count() >= 3


def test_evidence_is_the_same_whichever_way_it_is_read(live_db: Database):  # noqa: ARG001 - there first
    random = Random(1)
    walk(5, steps=60)
    size = log.drain()
    born = dict(
        Entry.objects.filter(table_name="claims_claim").order_by("-index").values_list("object_id", "index")
    )
    remembered = Lives(replay.COLUMNS, below=size)

    for _ in range(60):
        claim, first = random.choice(list(born.items()))
        then = random.randrange(first + 1, size + 1)
        assert ordered(evidence.at(claim, size=then, record=remembered)) == ordered(
            evidence.at(claim, size=then)
        )
    with pytest.raises(LookupError, match="no claim"):
        evidence.at(claim, size=first, record=remembered)


def ordered(found: Evidence) -> list[set[Any]]:
    return [
        set(found.claims),
        set(found.questions),
        set(found.relations),
        set(found.stances),
        set(found.actors),
    ]


def test_what_bears_on_a_batch_is_read_by_kind_and_not_by_claim(
    live_db: Database,  # noqa: ARG001 - there first
    django_assert_max_num_queries: Any,
):
    many = multitude.recorded(actors=1, claims=100)
    multitude.spoken_on_by_one(many)
    settle()

    with django_assert_max_num_queries(30):
        replayed = replays.run()

    assert (replayed.determinations, replayed.differing) == (100, 0)


@pytest.mark.usefixtures("live_db")
def test_a_policy_decides_from_its_own_entry_on():
    multitude.recorded(actors=1, claims=2)
    settle()
    adopt("next", by=Staff(), hedged=40)
    settle()

    assert replays.run().differing == 0

    adopted = Entry.objects.filter(table_name="claims_policy").latest("index").index
    assert Determination.objects.filter(policy__version="next", log_size=adopted + 1).count() == 2


@pytest.mark.parametrize(
    ("columns", "where"),
    [
        ("body = replace(body, '\"support\":', '\"support\":1')", "at /support"),
        ('body = replace(body, \'"ledger":[{\', \'"ledger":[{"forged":1,\')', "at /ledger/0/forged"),
        ("body = body || ' '", "column body"),
        ("body = 'nothing'", "column body"),
        ("status = 'withdrawn'", "column status"),
        ("inputs_sha256 = repeat('0', 64)", "column inputs_sha256"),
        ("policy_id = gen_random_uuid()", "column policy_id"),
        ("log_size = 3", "cannot be decided: LookupError"),
    ],
)
def test_a_determination_that_was_changed_is_named(
    columns: str, where: str, live_db: Database, figure: Figure
):
    walk(1, steps=12)
    made = next(one for one in decided() if json.loads(one.body)["ledger"])
    tamper(live_db, BOTH.format(columns), id=made.id)

    replayed = replays.run()

    index = Entry.objects.get(object_id=made.id).index
    is_named = replayed.first is not None and replayed.first.index == index
    figure("P6", determinations=(is_named, 1))
    assert replayed.differing == 1
    assert replayed.first is not None
    assert (replayed.first.claim_id, replayed.first.determination_id) == (made.claim_id, made.id)
    assert is_named
    assert replayed.first.what.startswith(where)


def test_a_row_that_no_longer_says_what_its_revision_says_is_named(live_db: Database):
    walk(1, steps=3)
    made = decided()[0]
    tamper(
        live_db,
        f'UPDATE {TABLE} SET body = replace(body, \'"status":"\', \'"status":"x\') WHERE id = %(id)s',
        id=made.id,
    )

    assert str(replays.run().first).endswith(", in the row: at /status")


def test_evidence_that_was_changed_shows_in_what_rests_on_it(live_db: Database):
    many = multitude.recorded(actors=1, claims=3)
    multitude.spoken_on_by_one(many)
    settle()
    stance = Stance.objects.filter(claim=many.claims[1]).get()
    tamper(
        live_db, "UPDATE claims_historicalstance SET position = 'disputes' WHERE id = %(id)s", id=stance.id
    )

    replayed = replays.run()

    assert replayed.differing == 1
    assert replayed.first is not None
    assert replayed.first.claim_id == many.claims[1]


@pytest.mark.parametrize(
    "history",
    [
        "claims_historicalstance",
        "claims_historicalclaim",
        "actors_historicalactor",
        "claims_historicalpolicy",
    ],
)
def test_evidence_that_is_gone_is_told_and_ends_nothing(history: str, live_db: Database):
    many = multitude.recorded(actors=1, claims=3)
    multitude.spoken_on_by_one(many)
    settle()
    tamper(live_db, f"DELETE FROM {history}")

    replayed = replays.run()

    assert (replayed.determinations, replayed.differing) == (3, 3)


def test_a_root_that_is_gone_is_asked_for_once(live_db: Database):
    many = multitude.recorded(actors=1, claims=2)
    multitude.spoken_on_by_one(many)
    size = log.drain()
    first, second = Stance.objects.order_by("id")
    tamper(
        live_db,
        "UPDATE claims_historicalstance SET derived_from_id = %(root)s, relation = 'quotes' WHERE id = %(id)s;"
        " DELETE FROM claims_historicalstance WHERE id = %(root)s",
        id=second.id,
        root=first.id,
    )

    facts = evidence.at(second.claim_id, size=size)

    assert [(stance.id, stance.derived_from) for stance in facts.stances] == [(str(second.id), str(first.id))]


def test_the_command_tells_how_many_and_can_be_asked_for_less(live_db: Database):  # noqa: ARG001 - there first
    walk(2, steps=12)
    made = decided()
    claim = made[-1].claim_id
    since = Entry.objects.get(object_id=made[3].id).index

    def told(*options: str) -> tuple[str, str]:
        out, progress = StringIO(), StringIO()
        call_command("audit_replay", *options, stdout=out, stderr=progress)
        return out.getvalue(), progress.getvalue()

    assert told() == (
        f"{len(made)} determinations, 0 differ\n",
        f"determinations: {len(made)} of {len(made)}\n",
    )
    assert told("--since", str(since))[0] == f"{len(made) - 3} determinations, 0 differ\n"
    of_claim = sum(one.claim_id == claim for one in made)
    assert told("--claim", str(claim))[0] == f"{of_claim} determinations, 0 differ\n"
    assert told("--since", str(10**6)) == ("0 determinations, 0 differ\n", "")


def test_the_command_names_the_first_that_differs_and_fails(live_db: Database):
    walk(2, steps=12)
    made = decided()
    tamper(
        live_db, f"UPDATE {HISTORY} SET reason = 'x' WHERE id = ANY(%(ids)s)", ids=[made[4].id, made[2].id]
    )
    out = StringIO()

    with pytest.raises(CommandError) as failed:
        call_command("audit_replay", stdout=out, stderr=StringIO())

    one = made[2]
    index = Entry.objects.get(object_id=one.id).index
    assert out.getvalue() == f"{len(made)} determinations, 2 differ\n"
    assert str(failed.value) == (
        f"the first that differs: claim {one.claim_id}, determination {one.id}, log index {index},"
        " column reason"
    )
    assert failed.value.returncode == 1


@pytest.mark.parametrize(
    ("recorded", "computed", "where"),
    [
        ('{"a":1}', '{"a":1}', ""),
        ('{"a":1}', '{"a":true}', "/a"),
        ('{"a":[1,{"b":2}]}', '{"a":[1,{"b":3}]}', "/a/1/b"),
        ('{"a":[1]}', '{"a":[1,2]}', "/a/1"),
        ('{"b":1,"a":1}', '{"b":2,"c":2}', "/a"),
        ('{"a/b~c":1}', '{"a/b~c":2}', "/a~1b~0c"),
        ("[]", "{}", ""),
        ("", "{}", ""),
    ],
)
def test_the_pointer_leads_to_the_first_difference(recorded: str, computed: str, where: str):
    assert replay.pointer(recorded, computed) == where


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_thousands_of_determinations_under_three_policies_come_out_again(
    live_db: Database,  # noqa: ARG001 - there first
    figure: Figure,
):
    asked = int(os.environ.get("CONTESTED_REPLAYED", "10000"))
    many = multitude.recorded(actors=1, claims=asked // 4 + 100)
    multitude.spoken_on_by_one(many)
    settle()
    for hedged in (40, 60, 70):
        adopt(f"soak-{hedged}", by=Staff(), hedged=hedged)
        settle()
    began, cpu = time.monotonic(), time.process_time()

    replayed = replays.run()

    words = f"replay: {time.process_time() - cpu:.1f} s of CPU, {time.monotonic() - began:.1f} s"
    began = time.monotonic()
    folded = fold.run()
    words += f"; fold: {time.monotonic() - began:.1f} s"
    numbers = {
        "replayed": (replayed.differing, replayed.determinations),
        "folded": (folded.differing, folded.checked),
    }
    figure("P4", words, **numbers)
    print(words, numbers)
    assert (replayed.determinations, replayed.differing) == (Determination.objects.count(), 0)
    assert replayed.determinations >= asked
    assert Policy.objects.count() >= 4
    assert folded.found == {}
