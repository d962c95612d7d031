"""The sequencer and its witnesses: nothing is published below the quorum, and nothing is lost by waiting for it."""

import shutil
import socket
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from audit.errors import LogDamagedError
from audit.models import Check, Checkpoint, Entry
from audit.models.checkpoint import SEALING
from audit.selectors import bundles, leaves, positions, published, verification
from audit.selectors.checks import contradicting
from audit.services import heads, sealing, witnesses
from audit.tree import verify
from audit.tree.notes import Signer, signature
from audit.tree.policy import Policy
from audit.tree.tlogproof import TlogProof
from audit.tree.verify import COSIGNATURE, Key
from claims.models import Claim
from tests.audit.samples import Bootstrap, World
from tests.audit.services.test_recovery import forget
from tests.audit.services.test_sealing import CrashError, check_all, record, signed
from tests.audit.tree.loopback import TREE, accepting, body, remembering, saying, serving, taken
from tests.databases import Database


@pytest.fixture
def world(own_db: Database) -> World:
    """Return a register of this test's own."""
    return World.made(own_db)


class Others:
    """The witnesses of a test: each may be at work, away, lying or silent, and change over."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.signers = [Signer.generate(f"w{number}.example", algorithm=COSIGNATURE) for number in range(3)]
        self.asked: dict[int, str] = {}
        self._running = defaultdict[int, ExitStack](ExitStack)

    @property
    def keys(self) -> list[Key]:
        return [signer.key for signer in self.signers]

    def at_work(self, number: int, *, state: str = "") -> None:
        """Have a witness at work, with what it remembers."""
        self.dead(number)
        (log,), signer = heads.signers(), self.signers[number]
        file = self.folder / (state or f"{number}")
        witness = self._running[number].enter_context(remembering(file, log.key, signer=signer))
        self.asked[number] = self._running[number].enter_context(serving(witness))

    def answering(self, number: int, talk: Callable[[socket.socket], object]) -> None:
        """Have something else in the place of a witness."""
        self.dead(number)
        self.asked[number] = self._running[number].enter_context(accepting(talk))

    def dead(self, number: int) -> None:
        """Have nobody there."""
        self._running[number].close()
        with socket.create_server(("127.0.0.1", 0)) as opened:
            self.asked[number] = f"http://127.0.0.1:{opened.getsockname()[1]}"

    def lying(self, number: int) -> None:
        """Have one that signs with a key of its own, under the name and the id of the other's."""
        signer = self.signers[number]
        forger = Signer.generate(signer.name, algorithm=COSIGNATURE)
        ((_, _, blob),) = verify.Note.parse(f"x\n\n{forger.line('x' + chr(10), at=7)}").lines
        self.answering(number, saying("200 OK", signature(signer.name, signer.key.id, blob)))

    def silent(self, number: int) -> None:
        """Have one that takes what it is sent and never answers."""
        gone = Event()
        self.answering(number, lambda caller: (taken(caller), gone.wait(60)))
        self._running[number].callback(gone.set)

    def require(self, least: int) -> None:
        """Ask for so many of those that are there."""
        pairs = [f"{address}={self.signers[number].key}" for number, address in sorted(self.asked.items())]
        self.settings.LOG_WITNESSES = Policy.parse(" ".join([str(least), *pairs]))

    def leave(self) -> None:
        """Have none of them there any more."""
        for running in self._running.values():
            running.close()


@pytest.fixture
def others(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Others]:
    """Return witnesses to be had."""
    monkeypatch.setattr(witnesses, "PATIENCE", 2.0)
    found = Others(tmp_path, settings)
    yield found
    found.leave()


def cosigned_by(note: str | None) -> list[str]:
    """Return the names of the witnesses under a checkpoint, once all signatures were verified."""
    keys = [signer.key for signer in heads.signers()]
    signed = verify.open_checkpoint(note or "", [*keys, *settings.LOG_WITNESSES.addresses])
    return sorted(key.name for key, _ in signed.witnesses)


def behind() -> int:
    """Return how far publishing is behind sealing."""
    return published.unpublished()


def test_with_no_witness_nothing_is_asked_and_all_is_published(world: World):
    record(world)
    size = sealing.seal()

    assert size
    check_all(size)
    assert (behind(), published.witnesses(), cosigned_by(published.checkpoint())) == (0, "", [])
    assert published.fetch(published.WITNESSES) is None


def test_one_of_one_is_published_with_its_cosignature_in_every_place(
    world: World, others: Others, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", "contested.witness")
    others.at_work(0)
    others.require(1)
    for _ in range(3):
        record(world)
        size = sealing.seal()

        assert size
        check_all(size)
        assert cosigned_by(published.checkpoint()) == ["w0.example"]
        assert published.kept() == published.checkpoint() == Checkpoint.objects.get(size=size).note
    assert Checkpoint.objects.count() == 3
    assert published.witnesses() == f"{others.keys[0]}\n"
    # Each was asked for once: the log knows from where on.
    assert [record.args[0] for record in caplog.records if "POST" in record.getMessage()] == ["127.0.0.1"] * 3


@pytest.mark.parametrize("third", ["dead", "lying", "silent"])
def test_two_of_three_are_enough(third: str, world: World, others: Others):
    for number in range(2):
        others.at_work(number)
    getattr(others, third)(2)
    others.require(2)
    for _ in range(2):
        record(world)
        size = sealing.seal()

        assert size
        check_all(size)
        assert cosigned_by(published.checkpoint()) == ["w0.example", "w1.example"]
    assert Check.objects.count() == 0


@pytest.mark.parametrize(("second", "third"), [("dead", "lying"), ("lying", "silent"), ("silent", "dead")])
def test_one_of_three_is_not_enough_for_two(second: str, third: str, world: World, others: Others):
    record(world)
    first = sealing.seal()
    assert first
    kept = published.checkpoint()
    others.at_work(0)
    getattr(others, second)(1)
    getattr(others, third)(2)
    others.require(2)

    for number in range(1, 3):
        record(world)
        size = sealing.seal()

        assert size == first + number == Entry.objects.count()
        assert leaves.unsealed() == 0
        assert published.checkpoint() == kept
        assert (published.kept_size(), behind()) == (size, number)
        assert cosigned_by(published.kept()) == ["w0.example"]
        assert list(Checkpoint.objects.values_list("size", flat=True)) == [first]


def test_publishing_catches_up_when_witnesses_are_back(world: World, others: Others):
    record(world)
    first = sealing.seal()
    assert first
    others.at_work(0)
    for number in (1, 2):
        others.dead(number)
    others.require(2)
    for _ in range(3):
        record(world, 200)
        sealing.seal()
    assert behind() == 600

    others.at_work(2)
    others.require(2)
    size = sealing.seal()

    assert size == first + 600
    check_all(size)
    assert behind() == 0
    assert cosigned_by(published.checkpoint()) == ["w0.example", "w2.example"]
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [first, size]


def test_cosignatures_of_one_checkpoint_come_together_over_several_turns(world: World, others: Others):
    record(world)
    others.at_work(0)
    others.dead(1)
    others.require(2)
    size = sealing.seal()
    assert size
    assert (published.checkpoint(), cosigned_by(published.kept())) == (None, ["w0.example"])
    assert list(verification.faults(size, [signer.key for signer in heads.signers()])) == []

    others.dead(0)
    others.at_work(1)
    others.require(2)
    sealing.seal()

    assert cosigned_by(published.checkpoint()) == ["w0.example", "w1.example"]


def test_what_is_published_is_asked_for_no_more(world: World, others: Others):
    others.at_work(0)
    others.require(1)
    record(world)
    size = sealing.seal()
    note = published.checkpoint()
    others.dead(0)
    others.require(1)

    assert sealing.seal() == size
    assert (published.checkpoint(), behind()) == (note, 0)


def test_a_policy_that_is_made_stricter_holds_for_what_comes(world: World, others: Others):
    record(world)
    size = sealing.seal()
    note = published.checkpoint()
    others.dead(0)
    others.require(1)

    assert sealing.seal() == size
    assert (published.checkpoint(), behind()) == (note, 0)
    record(world)
    sealing.seal()
    assert (published.checkpoint(), behind()) == (note, 1)


def test_a_policy_that_is_given_up_publishes_what_waited(world: World, others: Others):
    others.dead(0)
    others.require(1)
    record(world)
    sealing.seal()
    assert published.checkpoint() is None

    others.settings.LOG_WITNESSES = Policy()
    size = sealing.seal()

    assert size
    check_all(size)
    assert behind() == 0


@pytest.mark.parametrize("step", ["sign", "replace", "collect", "cosigned", "row", "publish"])
def test_a_turn_that_was_cut_off_is_finished_by_the_next(
    step: str, world: World, others: Others, monkeypatch: pytest.MonkeyPatch
):
    others.at_work(0)
    others.require(1)
    record(world)
    sealing.seal()
    record(world, 300)

    def crash(*_: object, **__: object) -> None:
        raise CrashError

    places: dict[str, tuple[Any, str]] = {
        "sign": (heads, "sign"),
        "replace": (heads.files, "replace"),
        "collect": (witnesses, "collect"),
        "cosigned": (heads, "cosigned"),
        "row": (heads.Row.objects, "create"),
        "publish": (heads, "publish"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*places[step], crash)
        with pytest.raises(CrashError):
            sealing.seal()
    record(world, 2)
    size = sealing.seal()

    assert size
    check_all(size)
    assert cosigned_by(published.checkpoint()) == ["w0.example"]
    assert published.kept() == published.checkpoint() == Checkpoint.objects.get(size=size).note
    assert list(verification.faults(size, [signer.key for signer in heads.signers()])) == []


def test_a_turn_that_was_cut_off_before_its_commit_leaves_no_checkpoint_without_a_row(
    world: World, others: Others, monkeypatch: pytest.MonkeyPatch
):
    others.at_work(0)
    others.require(1)
    record(world)
    publish = heads.publish

    def publish_and_crash(head: heads.Head) -> None:
        publish(head)
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(heads, "publish", publish_and_crash)
        with pytest.raises(CrashError):
            sealing.seal()
    shown = published.size()
    assert (shown > 0, Checkpoint.objects.count()) == (True, 0)
    record(world)
    last = sealing.seal()

    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [shown, last]


def test_a_cosigned_checkpoint_that_was_not_published_is_once_nobody_is_there(
    world: World, others: Others, monkeypatch: pytest.MonkeyPatch
):
    def crash(*_: object) -> None:
        raise CrashError

    others.at_work(0)
    others.require(1)
    record(world)
    with monkeypatch.context() as patch:
        patch.setattr(heads, "publish", crash)
        with pytest.raises(CrashError):
            sealing.seal()
    others.dead(0)
    others.require(1)
    size = sealing.seal()

    assert size
    check_all(size)
    assert cosigned_by(published.checkpoint()) == ["w0.example"]


def test_nothing_is_told_a_witness_before_it_is_kept(world: World, others: Others):
    seen: list[tuple[int, int]] = []

    def talk(caller: socket.socket) -> None:
        note = taken(caller).decode().partition("\n\n")[2]
        seen.append((published.stated(note).size, published.kept_size()))
        caller.sendall(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")

    others.answering(0, talk)
    others.require(1)
    for _ in range(2):
        record(world)
        sealing.seal()

    size = Entry.objects.count()
    assert seen == [(size - 1, size - 1), (size, size)]


def test_two_sequencers_at_once_are_harmless(world: World, others: Others, monkeypatch: pytest.MonkeyPatch):
    """While one waits for its witnesses, another seals further and publishes."""
    for number in range(2):
        others.at_work(number)
    others.require(2)
    collect = witnesses.collect

    def overtaken(*args: Any, **named: Any) -> str:
        lines = collect(*args, **named)
        with monkeypatch.context() as patch:
            patch.setattr(witnesses, "collect", collect)
            record(world)
            sealing.seal()
        return lines

    record(world)
    monkeypatch.setattr(witnesses, "collect", overtaken)
    size = sealing.seal()

    assert size == Entry.objects.count() - 1
    check_all(size + 1)
    assert behind() == 0
    assert published.kept() == published.checkpoint()
    assert Check.objects.count() == 0


def test_a_sequencer_that_was_overtaken_publishes_what_it_has_if_the_other_does_not(
    world: World, others: Others, monkeypatch: pytest.MonkeyPatch
):
    others.at_work(0)
    others.require(1)
    collect = witnesses.collect

    def overtaken(*args: Any, **named: Any) -> str:
        lines = collect(*args, **named)
        with monkeypatch.context() as patch:
            patch.setattr(witnesses, "collect", lambda *_, **__: "")
            record(world)
            sealing.seal()
        return lines

    record(world)
    with monkeypatch.context() as patch:
        patch.setattr(witnesses, "collect", overtaken)
        size = sealing.seal()
    assert size
    assert (published.size(), published.kept_size()) == (size, size + 1)

    assert sealing.seal() == size + 1
    check_all(size + 1)


def test_no_lock_is_held_while_witnesses_are_asked(
    world: World, others: Others, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
):
    others.at_work(0)
    others.require(1)
    record(world)
    collect, free = witnesses.collect, []

    def looked_at(*args: Any, **named: Any) -> str:
        free.append(superuser.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", SEALING).fetchone())
        return collect(*args, **named)

    monkeypatch.setattr(witnesses, "collect", looked_at)
    sealing.seal()

    assert free == [(True,)]


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


def test_a_file_that_is_ahead_is_never_set_back(world: World):
    record(world)
    size = sealing.seal()
    assert size
    last = heads.latest(heads.signers()).signed
    Path(settings.LOG_HEAD).write_text(signed(size + 1))

    with pytest.raises(LogDamagedError, match=f"A checkpoint of {size + 1} was signed meanwhile"):
        heads.keep(last)


def test_an_instant_means_the_checkpoint_that_was_published_by_then(world: World, others: Others):
    record(world)
    first = sealing.seal()
    others.dead(0)
    others.require(1)
    record(world)
    last = sealing.seal()
    meanwhile = timezone.now()
    assert positions.of_instant(meanwhile).size == first

    others.at_work(0)
    others.require(1)
    sealing.seal()

    assert positions.of_instant(meanwhile).size == first
    assert positions.of_instant(timezone.now()).size == last


def test_bundles_and_proofs_have_the_cosignatures(world: World, others: Others):
    for number in range(3):
        others.at_work(number)
    others.dead(2)
    others.require(2)
    record(world)
    first = sealing.seal()
    record(world)
    sealing.seal()
    keys = [heads.signers()[0].key, *others.keys]
    claim = world.rows[Claim][0]

    findings = verify.check(bundles.of_object(claim.pk, to=Bootstrap(), since=first), pinned=keys, quorum=2)
    proof = TlogProof.parse(bundles.proof(0)).verify(verify.leaf_hash(next(leaves.between(0, 1))), keys)

    assert not findings.bad
    assert sorted(key.name for key, _ in findings.head.witnesses) == ["w0.example", "w1.example"]
    assert sorted(key.name for key, _ in proof.witnesses) == ["w0.example", "w1.example"]
    with pytest.raises(
        verify.RefusedError, match="by 2 of the 3 witnesses whose keys you gave, and you ask for 3"
    ):
        verify.check(bundles.of_object(claim.pk, to=Bootstrap(), since=None), pinned=keys, quorum=3)


def test_a_bundle_since_a_witness_that_is_asked_no_more_is_verified(world: World, others: Others):
    others.at_work(0)
    others.require(1)
    record(world)
    first = sealing.seal()
    del others.asked[0]
    others.at_work(1)
    others.require(1)
    record(world)
    sealing.seal()

    bundle = bundles.of_object(world.rows[Claim][0].pk, to=Bootstrap(), since=first)
    findings = verify.check(bundle, pinned=[heads.signers()[0].key, others.keys[1]], quorum=1)

    assert not findings.bad
    assert cosigned_by(Checkpoint.objects.get(size=first).note) == []
    assert "w0.example" in Checkpoint.objects.get(size=first).note


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
