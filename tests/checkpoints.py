"""The published log as anybody sees it who looks again and again, and its checkpoints held against each other."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

from audit.models import Entry, Outbox
from audit.selectors import published
from audit.tree import proofs
from audit.tree.tiles import TileNodes
from audit.tree.verify import RefusedError
from tests.audit.tree import independent

#: Seconds between two looks.
OFTEN = 0.01


class Watch:
    """Somebody who keeps every checkpoint that a folder published, with the time at which it was there."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / published.CHECKPOINT
        self.seen: dict[str, float] = {}

    def look(self) -> None:
        """Look once."""
        if self._file.exists():
            self.seen.setdefault(self._file.read_text(), time.time())

    @property
    def sizes(self) -> list[tuple[int, float]]:
        """The sizes that were published, each with its time, in their order."""
        return [(published.stated(note).size, at) for note, at in self.seen.items()]


@contextmanager
def watched(folder: Path) -> Iterator[Watch]:
    """Look at a folder all the while."""
    watch, over = Watch(folder), Event()

    def keep_looking() -> None:
        while not over.wait(OFTEN):
            watch.look()

    thread = Thread(target=keep_looking)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
        watch.look()


def is_sealed() -> bool:
    """Return whether the last checkpoint covers everything that is recorded, and is published."""
    is_drained = not Outbox.objects.exists()
    return is_drained and published.kept_size() == published.size() == Entry.objects.count()


def inconsistent(notes: Collection[str], keys: list[str]) -> tuple[int, int]:
    """Count the pairs of checkpoints of which one does not go on from the other, and the pairs.

    Each with the next and each with the last, by proofs from the published tiles; by the independent verifier.
    """
    signed = sorted({independent.checkpoint(note.encode(), keys) for note in notes})
    pairs = {*pairwise(signed), *((each, signed[-1]) for each in signed[:-1])}
    return sum(not _goes_on(older, newer) for older, newer in pairs), len(pairs)


def _goes_on(older: tuple[int, bytes], newer: tuple[int, bytes]) -> bool:
    (old, old_root), (size, root) = older, newer
    try:
        steps = proofs.consistency(old, size, TileNodes(size, published.fetch)) if old < size else []
    except RefusedError:
        return False
    return independent.consistency_holds(old, size, steps, old_root, root)
