"""The sequencer and its witnesses: nothing is published below the quorum, and nothing is lost by waiting for it."""

import socket
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from audit.errors import LogDamagedError
from audit.models import Check, Checkpoint, Entry
from audit.models.checkpoint import SEALING
from audit.selectors import bundles, leaves, positions, published, verification
from audit.services import heads, sealing, witnesses
from audit.tree import verify
from audit.tree.policy import Policy
from audit.tree.tlogproof import TlogProof
from claims.models import Claim
from tests.audit.others import Others, behind, cosigned_by
from tests.audit.samples import Bootstrap, World
from tests.audit.services.test_sealing import CrashError, check_all, record, signed
from tests.audit.tree.loopback import taken


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


@pytest.mark.timeout(60)
def test_silent_one_is_not_waited_for_once_enough_have_cosigned(
    world: World, others: Others, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(witnesses, "PATIENCE", 600.0)
    others.at_work(0)
    others.silent(1)
    others.require(1)
    record(world)

    size = sealing.seal()

    assert size
    check_all(size)
    assert cosigned_by(published.checkpoint()) == ["w0.example"]


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
