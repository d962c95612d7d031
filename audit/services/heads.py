"""The checkpoint that was signed last, wherever it is kept: a file, the published folder, the database."""

from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from audit.errors import LogDamagedError
from audit.models import Checkpoint as Row
from audit.selectors import published
from audit.tree import files, proofs
from audit.tree.notes import Signer, sign
from audit.tree.tiles import TileNodes
from audit.tree.verify import (
    EMPTY_ROOT,
    Checkpoint,
    RefusedError,
    open_checkpoint,
    verify_consistency,
)


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


def latest(by: tuple[Signer, ...], *, is_whole: bool = True) -> tuple[str | None, Checkpoint]:
    """Return the last signed checkpoint, as note and as what it states, from all places where it is kept.

    Unless the tiles may not be whole, they have to show that it grew from the others.

    Raises:
        LogDamagedError: one of them is not signed by this log, or two are inconsistent.
    """
    row = Row.objects.order_by("-size").values_list("note", flat=True).first()
    head: tuple[str | None, Checkpoint] = (None, Checkpoint(by[0].name, 0, EMPTY_ROOT))
    for note in filter(None, (published.kept(), published.checkpoint(), row)):
        try:
            found = open_checkpoint(note, [signer.key for signer in by]).checkpoint
            older, newer = sorted([found, head[1]], key=lambda each: each.size)
            if is_whole or older.size == newer.size:
                check_growth(older, newer)
        except RefusedError as error:
            raise LogDamagedError(f"A checkpoint that is kept does not hold: {error}.") from error
        if found.size > head[1].size:
            head = note, found
    return head


def check_growth(older: Checkpoint, newer: Checkpoint) -> None:
    """Return if the tiles show that one checkpoint is a beginning of the other.

    Raises:
        RefusedError: they show the contrary, or are not there.
    """
    nodes = TileNodes(newer.size, published.fetch)
    between = proofs.consistency(older.size, newer.size, nodes) if 0 < older.size < newer.size else []
    verify_consistency(old=older.size, old_root=older.root, size=newer.size, root=newer.root, proof=between)


def publish(checkpoint: Checkpoint, by: tuple[Signer, ...]) -> None:
    """Sign a checkpoint, keep it, and let the world see it.

    A crash leaves each later place behind the earlier ones; `spread` makes up for it.
    """
    spread(sign(str(checkpoint), *by), checkpoint, by)


def spread(note: str, checkpoint: Checkpoint, by: tuple[Signer, ...]) -> None:
    """Bring the last signed checkpoint to every place where it is kept: first to the file, which is never behind."""
    if published.kept() != note:
        files.replace(Path(settings.LOG_HEAD), note.encode())
    if not Row.objects.filter(size=checkpoint.size).exists():
        Row.objects.create(size=checkpoint.size, root=checkpoint.root, note=note, signed_at=timezone.now())
    put(published.KEYS, "".join(f"{signer.key}\n" for signer in by).encode())
    put(published.CHECKPOINT, note.encode())
