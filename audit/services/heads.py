"""The checkpoints that were signed and published last, wherever they are kept.

A checkpoint is signed, and kept in a file apart from everything else before anybody is told of it; then it is cosigned
by witnesses; then a row of the database finds it by time, and the published folder has it for the world.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from audit.errors import LogDamagedError
from audit.models import Checkpoint as Row
from audit.selectors import published
from audit.tree import files, notes, proofs, witness
from audit.tree.notes import Signer
from audit.tree.tiles import TileNodes
from audit.tree.verify import (
    EMPTY_ROOT,
    Checkpoint,
    RefusedError,
    open_checkpoint,
    verify_consistency,
)


class Head(NamedTuple):
    """A checkpoint, and the note that it was signed in; a log begins without one."""

    checkpoint: Checkpoint
    note: str | None = None


class Heads(NamedTuple):
    """The last checkpoint that was signed, and the last that was published: one, or two while witnesses are away."""

    signed: Head
    public: Head


def signers() -> tuple[Signer, ...]:
    """Return the keys that this log signs with: one, or two while one takes over from another.

    Raises:
        RefusedError: the setting is none, or the keys are of different logs.
    """
    found = tuple(Signer.parse(text) for text in settings.LOG_KEY.split())
    if len({signer.name for signer in found}) != 1:
        raise RefusedError("CONTESTED_LOG_KEY takes the keys of one log, with a space between")
    return found


def put(path: str, data: bytes) -> None:
    """Write a file of the log and read it back.

    Raises:
        LogDamagedError: what is read is not what was written.
    """
    if published.fetch(path) == data:
        return
    storages["log"].save(path, ContentFile(data))
    if published.fetch(path) != data:
        raise LogDamagedError(f"{path} does not say what was written to it.")


def latest(by: tuple[Signer, ...], *, is_whole: bool = True) -> Heads:
    """Return the last signed and the last published checkpoint, from all places where one is kept.

    Unless the tiles may not be whole, they have to show that each grew from the others.

    Raises:
        LogDamagedError: one of them is not signed by this log, or two are inconsistent.
    """
    row = Row.objects.order_by("-size").values_list("note", flat=True).first()
    start = Head(Checkpoint(by[0].name, 0, EMPTY_ROOT))
    public = _furthest(start, [published.checkpoint(), row], by, is_whole=is_whole)
    return Heads(_furthest(public, [published.kept()], by, is_whole=is_whole), public)


def _furthest(head: Head, kept: Iterable[str | None], by: tuple[Signer, ...], *, is_whole: bool) -> Head:
    """Return the one of them that covers the most; none may contradict another."""
    for note in filter(None, kept):
        try:
            found = open_checkpoint(note, [signer.key for signer in by]).checkpoint
            older, newer = sorted([found, head.checkpoint], key=lambda each: each.size)
            if is_whole or older.size == newer.size:
                check_growth(older, newer)
        except RefusedError as error:
            raise LogDamagedError(f"A checkpoint that is kept does not hold: {error}.") from error
        if found.size > head.checkpoint.size or head.note is None:
            head = Head(found, note)
    return head


def check_growth(older: Checkpoint, newer: Checkpoint) -> None:
    """Return if the tiles show that one checkpoint is a beginning of the other.

    Raises:
        RefusedError: they show the contrary, or are not there.
    """
    nodes = TileNodes(newer.size, published.fetch)
    between = proofs.consistency(older.size, newer.size, nodes) if 0 < older.size < newer.size else []
    verify_consistency(old=older.size, old_root=older.root, size=newer.size, root=newer.root, proof=between)


def sign(checkpoint: Checkpoint, by: tuple[Signer, ...]) -> Head:
    """Sign a checkpoint; nobody is told of it before it is kept."""
    return Head(checkpoint, notes.sign(str(checkpoint), *by))


def spread(found: Heads, by: tuple[Signer, ...]) -> bool:
    """Bring what was found to every place where it belongs, and return whether all that was signed is published.

    The keys too: a witness needs the log's before it cosigns, and so before the first checkpoint is published.
    """
    put(published.KEYS, "".join(f"{key}\n" for key in _keys(by)).encode())
    witnesses = "".join(f"{key}\n" for key in settings.LOG_WITNESSES.addresses)
    if witnesses != published.witnesses():
        put(published.WITNESSES, witnesses.encode())
    if found.public.note is not None:
        publish(found.public)
    if found.signed is not found.public:
        return offer(found.signed, by)
    keep(found.signed)
    return True


def _keys(by: tuple[Signer, ...]) -> list[str]:
    """Return the keys of the log, those that sign now first: what older ones signed is still to be verified."""
    signing = [str(signer.key) for signer in by]
    own = f"{by[0].name}+"
    return [
        *signing,
        *(key for key in published.keys().split() if key.startswith(own) and key not in signing),
    ]


def offer(head: Head, by: tuple[Signer, ...]) -> bool:
    """Keep a signed checkpoint, publish it if enough witnesses have cosigned it, and return whether they have.

    A crash leaves each later place behind the earlier ones; `spread` makes up for it.
    """
    keep(head)
    if is_public := is_cosigned(head, by):
        publish(head)
    return is_public


def cosigned(head: Head, lines: str) -> Head:
    """Return a checkpoint with more cosignatures under it.

    Raises:
        RefusedError: one does not hold, or none is of a witness of this log.
    """
    return head._replace(note=witness.cosigned_by(str(head.note), lines, settings.LOG_WITNESSES.addresses))


def is_cosigned(head: Head, by: tuple[Signer, ...]) -> bool:
    """Return whether as many of the witnesses have cosigned a checkpoint as the policy asks for."""
    quorum = settings.LOG_WITNESSES.quorum
    keys = [*(signer.key for signer in by), *quorum.witnesses]
    return bool(head.note and quorum.is_met(open_checkpoint(head.note, keys)))


def keep(head: Head) -> None:
    """Keep the last signed checkpoint in the file that is never behind, with what cosignatures it has by now.

    Raises:
        LogDamagedError: the file is ahead: whoever wrote it had a turn that this sequencer believes to have.
    """
    if head.note is None or head.note == published.kept():
        return
    if (kept := published.kept_size()) > head.checkpoint.size:
        raise LogDamagedError(f"A checkpoint of {kept} was signed meanwhile, in a turn that was not over.")
    files.replace(Path(settings.LOG_HEAD), head.note.encode())


def publish(head: Head) -> None:
    """Let the world see a checkpoint."""
    (_, size, root), note = head.checkpoint, str(head.note)
    if not Row.objects.filter(size=size).exists():
        Row.objects.create(size=size, root=root, note=note, signed_at=timezone.now())
    put(published.CHECKPOINT, note.encode())
