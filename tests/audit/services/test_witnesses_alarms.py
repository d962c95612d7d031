"""Witnesses that contradict the log, and what is told of them: an alarm, and nothing that the policy does not say."""

import shutil
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from audit.models import Check
from audit.selectors import leaves, published
from audit.selectors.checks import contradicting
from audit.services import heads, sealing, witnesses
from tests.audit.others import Others, cosigned_by
from tests.audit.samples import World
from tests.audit.services.test_recovery import forget
from tests.audit.services.test_sealing import check_all, record, signed
from tests.audit.tree.loopback import TREE, body, remembering, saying, taken


def conflict(size: int) -> Callable[[socket.socket], object]:
    """Return what says that it knows so many entries."""
    return saying("409 Conflict", f"{size}\n", Content_Type="text/x.tlog.size")


def alarms() -> list[tuple[int, int, int]]:
    """Return what was kept of witnesses that contradict the log: size, how many were asked, how many contradict."""
    kept = Check.objects.filter(name="witnesses").order_by("id")
    return list(kept.values_list("size", "checked", "differing"))


def test_a_witness_that_is_ahead_raises_an_alarm_and_is_not_published_without(world: World, others: Others):
    others.answering(0, conflict(10**6))
    others.require(1)
    record(world)
    size = sealing.seal()
    record(world)
    sealing.seal()

    assert alarms() == [(size, 1, 1)]
    assert contradicting() == 1
    assert "w0.example: it knows 1000000 entries of this log, more than the" in Check.objects.get().first
    assert published.checkpoint() is None
    assert leaves.unsealed() == 0


def test_a_witness_of_another_history_raises_an_alarm_and_the_others_cosign(world: World, others: Others):
    (log,) = heads.signers()
    for number in range(3):
        others.at_work(number)
    with remembering(others.folder / "forked", log.key, signer=others.signers[2]) as forked:
        assert forked.add(body(0, 5, TREE, log)).status == 200
    others.at_work(2, state="forked")
    others.require(2)
    record(world)
    size = sealing.seal()

    assert size
    check_all(size)
    assert cosigned_by(published.checkpoint()) == ["w0.example", "w1.example"]
    assert alarms() == [(size, 3, 1)]
    assert "w2.example: what it knows of this log at 5 entries is no beginning" in Check.objects.get().first


def test_a_register_that_was_set_back_with_its_head_and_its_log_publishes_no_fork(
    world: World, others: Others, superuser: psycopg.Connection, tmp_path: Path
):
    """Nothing in the register itself shows it any more; the witness knows."""
    others.at_work(0)
    others.require(1)
    record(world)
    before = sealing.seal()
    assert before
    folder, head = Path(settings.STORAGES["log"]["OPTIONS"]["location"]), Path(settings.LOG_HEAD)
    shutil.copytree(folder, tmp_path / "copy")
    kept = head.read_text()
    record(world, 3)
    sealing.seal()

    forget(superuser, before)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "copy", folder)
    head.write_text(kept)
    record(world)
    size = sealing.seal()
    record(world, 9)
    sealing.seal()

    assert published.checkpoint() == kept
    assert size == before + 1
    assert alarms() == [(size, 1, 1)]


def test_an_alarm_is_over_when_enough_cosign_and_nobody_contradicts(
    world: World, others: Others, monkeypatch: pytest.MonkeyPatch
):
    others.at_work(0)
    others.answering(1, conflict(10**6))
    others.require(1)
    record(world)
    first = sealing.seal()
    others.dead(0)
    others.at_work(1)
    others.require(2)
    record(world)
    sealing.seal()
    others.at_work(0)
    others.require(2)
    sealing.seal()
    assert alarms() == [(first, 2, 1)]

    monkeypatch.setattr(witnesses, "STANDS", timedelta(0))
    record(world)
    last = sealing.seal()
    record(world)
    sealing.seal()

    assert alarms() == [(first, 2, 1), (last, 2, 0)]
    assert contradicting() == 0


def test_a_witness_that_heard_of_the_next_checkpoint_first_raises_no_alarm(world: World, others: Others):
    """Another sequencer has signed and kept it; of one that nobody kept it would be another history."""

    def talk(caller: socket.socket) -> None:
        size = published.stated(taken(caller).decode().partition("\n\n")[2]).size
        Path(settings.LOG_HEAD).write_text(signed(size + 1))
        conflict_answer = f"{size + 1}\n"
        head = f"HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size\r\nContent-Length: {len(conflict_answer)}"
        caller.sendall(f"{head}\r\n\r\n{conflict_answer}".encode())

    others.answering(0, talk)
    others.require(1)
    record(world)
    sealing.seal()

    assert alarms() == []


@pytest.mark.usefixtures("quick")
def test_how_far_publishing_is_behind_is_told(world: World, others: Others):
    record(world)
    first = sealing.seal()
    others.answering(0, conflict(10**6))
    others.require(1)
    record(world, 7)
    size = sealing.seal()

    figures = {
        sample.name: sample.value
        for family in text_string_to_metric_families(Client().get("/metrics").content.decode())
        for sample in family.samples
    }
    ready = Client().get("/readyz").json()["checks"]

    assert figures["contested_log_sealed"] == size
    assert figures["contested_log_published"] == first
    assert figures["contested_log_contradicting"] == 1
    assert ready["unpublished_entries"]["value"] == 7
    assert ready["unsealed_entries"]["value"] == 0


def test_what_a_witness_says_is_told_once(world: World, others: Others, caplog: pytest.LogCaptureFixture):
    for change in (others.dead, others.at_work):
        change(0)
        others.require(1)
        for _ in range(3):
            record(world)
            sealing.seal()

    told = [record.msg for record in caplog.records if record.name == "audit.services.witnesses"]
    assert [(line["witness"], line["said"].split(":")[0]) for line in told] == [
        ("w0.example", "no answer"),
        ("w0.example", "cosigns"),
    ]
