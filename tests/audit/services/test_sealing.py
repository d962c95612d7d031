"""The sequencer: what it signs covers what was committed, and a crash at any point is made good by the next turn."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages

from actors.models import Partner
from audit.errors import LogBehindError, LogDamagedError
from audit.models import Checkpoint, Entry, Outbox
from audit.selectors import leaves, published
from audit.services import heads, log, sealing
from audit.tree import proofs
from audit.tree.notes import Signer, sign
from audit.tree.tiles import TileNodes
from audit.tree.verify import Checkpoint as Head
from audit.tree.verify import RefusedError, leaf_hash, open_checkpoint, verify_inclusion
from tests.audit.samples import World, attributed
from tests.databases import Database


def record(world: World, count: int = 1) -> None:
    """Commit so many partners."""
    with attributed():
        Partner.objects.bulk_create([world.sample(Partner) for _ in range(count)])


def head() -> Head:
    """Return the published checkpoint, once its signature was verified."""
    note = published.checkpoint()
    assert note is not None
    return open_checkpoint(note, [signer.key for signer in heads.signers()]).checkpoint


def check_all(size: int) -> None:
    """Hold the published tree against every entry."""
    assert head().size == size == Entry.objects.count()
    nodes = TileNodes(size, published.fetch)
    for index, leaf in enumerate(leaves.between(0, size)):
        proof = proofs.inclusion(index, size, nodes)
        verify_inclusion(leaf=leaf_hash(leaf), index=index, size=size, root=head().root, proof=proof)


def test_everything_committed_is_sealed_in_each_place(world: World):
    record(world, 300)

    size = sealing.seal()

    assert size
    assert Outbox.objects.count() == 0
    check_all(size)
    assert published.kept() == published.checkpoint() == Checkpoint.objects.get(size=size).note
    assert bytes(Checkpoint.objects.get(size=size).root) == head().root


def test_nothing_new_signs_nothing_new(world: World):
    record(world)
    size = sealing.seal()

    assert sealing.seal() == size

    assert Checkpoint.objects.count() == 1


def test_the_log_grows_over_many_turns(world: World):
    for count in (1, 254, 1, 1, 513, 7):
        record(world, count)
        size = sealing.seal()
        assert size
    check_all(size)
    sizes = list(Checkpoint.objects.order_by("size"))
    for older, newer in pairwise(sizes):
        heads.check_growth(*(Head("", each.size, bytes(each.root)) for each in (older, newer)))


def test_the_log_of_a_new_register_is_sealed_as_it_is(own_db: Database):  # noqa: ARG001
    size = sealing.seal()

    assert size is not None
    check_all(size)


class CrashError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("step", ["put", "replace", "row", "publish"])
def test_a_turn_that_was_cut_off_is_finished_by_the_next(
    step: str, world: World, monkeypatch: pytest.MonkeyPatch
):
    record(world, 3)
    sealing.seal()
    record(world, 300)
    put = heads.put

    def crash(*args: object, **_: object) -> None:
        if step != "publish" or args[0] == published.CHECKPOINT:
            raise CrashError
        put(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        if step in ("put", "publish"):
            patch.setattr(heads, "put", crash)
        elif step == "replace":
            patch.setattr(heads.files, "replace", crash)
        else:
            patch.setattr(heads.Row.objects, "create", crash)
        with pytest.raises(CrashError):
            sealing.seal()
    record(world, 2)
    size = sealing.seal()

    assert size
    check_all(size)
    assert published.kept() == published.checkpoint() == Checkpoint.objects.get(size=size).note


def test_another_sequencer_at_work_is_left_alone(world: World, superuser: Callable[..., object]):
    record(world)
    superuser.execute("BEGIN")  # type: ignore[attr-defined]
    superuser.execute("SELECT pg_advisory_xact_lock(1096110420, 2)")  # type: ignore[attr-defined]

    assert sealing.seal() is None
    assert published.checkpoint() is None

    superuser.execute("COMMIT")  # type: ignore[attr-defined]
    assert sealing.seal()


def test_one_that_sealed_further_meanwhile_is_no_restore(world: World, monkeypatch: pytest.MonkeyPatch):
    record(world)
    drain = log.drain

    def overtaken() -> int:
        size = drain()
        with monkeypatch.context() as patch:
            patch.setattr(log, "drain", drain)
            record(world, 3)
            sealing.seal()
        return size

    monkeypatch.setattr(log, "drain", overtaken)
    size = sealing.seal()

    assert size == Entry.objects.count()
    check_all(size)


def signed(size: int, root: bytes = bytes(32), by: Signer | None = None) -> str:
    """Return a checkpoint that this log, or somebody else, signed."""
    signer = by or heads.signers()[0]
    return sign(str(Head(signer.name, size, root)), signer)


def test_a_database_behind_its_checkpoint_drains_and_signs_nothing(world: World):
    record(world)
    size = sealing.seal()
    assert size
    Path(settings.LOG_HEAD).write_text(signed(size + 1))
    record(world)
    owed = Outbox.objects.count()

    for act in (log.drain, sealing.seal):
        with pytest.raises(LogBehindError, match=f"has {size} entries, and a checkpoint of {size + 1}"):
            act()

    assert Outbox.objects.count() == owed
    assert head().size == size


def test_a_checkpoint_with_another_root_stops_the_sequencer(world: World):
    record(world)
    size = sealing.seal()
    assert size
    Path(settings.LOG_HEAD).write_text(signed(size))
    record(world)

    with pytest.raises(LogDamagedError, match="does not hold"):
        sealing.seal()

    assert head().size == size


def test_a_checkpoint_of_another_key_stops_the_sequencer(world: World):
    record(world)
    size = sealing.seal()
    assert size
    Path(settings.LOG_HEAD).write_text(signed(size, by=Signer.generate("other")))

    with pytest.raises(LogDamagedError, match="no key that was given signed"):
        sealing.seal()


def test_an_edge_that_was_changed_stops_the_sequencer(world: World):
    record(world, 3)
    size = sealing.seal()
    assert size
    path = f"tile/0/000.p/{size}"
    data = published.fetch(path) or b""
    heads.put(path, bytes([data[0] ^ 1]) + data[1:])
    record(world)

    with pytest.raises(LogDamagedError, match="inconsistent"):
        sealing.seal()

    assert head().size == size


def test_a_missing_edge_stops_the_sequencer(world: World):
    record(world, 3)
    size = sealing.seal()
    assert size
    storages["log"].delete(f"tile/0/000.p/{size}")
    record(world)

    with pytest.raises(LogDamagedError, match=f"there is no tile/0/000.p/{size}"):
        sealing.seal()

    assert head().size == size


def test_an_entry_that_is_gone_is_named(world: World, superuser: Callable[..., object]):
    record(world, 3)
    size = sealing.seal()
    assert size
    record(world, 3)
    log.drain()
    superuser.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")  # type: ignore[attr-defined]
    superuser.execute(f"DELETE FROM audit_entry WHERE index = {size + 1}")  # type: ignore[attr-defined]  # noqa: S608

    with pytest.raises(LogDamagedError, match=f"has no entry {size + 1}"):
        sealing.seal()


def test_keys_overlap_while_one_takes_over(world: World, settings):  # noqa: ANN001
    record(world)
    sealing.seal()
    (old,) = heads.signers()
    new = Signer.generate(old.name)

    settings.LOG_KEY = f"{new.secret} {old.secret}"
    record(world)
    sealing.seal()
    assert set(open_checkpoint(published.checkpoint() or "", [old.key, new.key]).log) == {old.key, new.key}
    settings.LOG_KEY = new.secret
    record(world)
    sealing.seal()

    assert open_checkpoint(published.checkpoint() or "", [new.key]).log == (new.key,)
    # What the old one signed is still to be verified.
    assert published.keys() == f"{new.key}\n{old.key}\n"


@pytest.mark.parametrize("key", ["", "PRIVATE+KEY+x", "two keys"])
def test_without_a_key_nothing_is_signed(key: str, world: World, settings):  # noqa: ANN001
    record(world)
    settings.LOG_KEY = key

    with pytest.raises(RefusedError) as refused:
        sealing.seal()

    assert key not in str(refused.value) or not key
    assert published.checkpoint() is None
