"""Hold what was published and signed against the entries of the database: all of it, once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.models import Checkpoint as Row
from audit.selectors import leaves, published
from audit.tree.compact import CompactRange
from audit.tree.tiles import WIDTH, fetch_tile, pack, parse_path, split, unpack
from audit.tree.verify import EMPTY_ROOT, Checkpoint, Key, RefusedError, leaf_hash, open_checkpoint


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not what was sealed; `index` names the entry where it shows.

    Of a checkpoint that is the size which it is for.
    """

    where: str
    why: str
    index: int

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def faults(size: int, keys: Iterable[Key]) -> Iterator[Fault]:
    """Yield what does not agree with the entries below a size of the log, the first bad index first."""
    heads = list(_heads(size, list(keys)))
    if not any(isinstance(head, tuple) for head in heads):
        yield Fault("checkpoints", "none is there that one of the keys signed", 0)
    yield from (head for head in heads if isinstance(head, Fault))
    signed = sorted((head for head in heads if isinstance(head, tuple)), key=lambda each: each[1].size)
    end = signed[-1][1].size if signed else 0
    if end > size:
        yield Fault(signed[-1][0], f"covers {end} entries, and the database has {size}", size)
    yield from _leaves(min(size, end))
    yield from _roots(min(size, end), signed)
    if end <= size:
        yield from _files(end)


def _heads(end: int, keys: list[Key]) -> Iterator[tuple[str, Checkpoint] | Fault]:
    """Yield each checkpoint with the place where it is kept, or what is wrong with it."""
    rows = Row.objects.order_by("size").values_list("size", "root", "note")
    # What is gone, or states nothing, was for as much as was sealed last.
    last = rows.values_list("size", flat=True).last()
    sealed = end if last is None else last
    kept = [("the file of the last checkpoint", published.kept())]
    if last is not None:  # until then it waits for witnesses
        kept.append(("the published checkpoint", published.checkpoint()))
    for where, note in kept:
        if note is None:
            yield Fault(where, "is not there", sealed)
        else:
            yield _opened(where, note, keys, _stated(note, sealed))
    for size, root, note in rows.iterator():
        found = _opened(f"checkpoint {size}", note, keys, size)
        if isinstance(found, tuple) and (found[1].size, found[1].root) != (size, bytes(root)):
            found = Fault(f"checkpoint {size}", "its note states another size or root", size)
        yield found


def _stated(note: str, otherwise: int) -> int:
    try:
        return published.stated(note).size
    except RefusedError:
        return otherwise


def _opened(where: str, note: str, keys: list[Key], size: int) -> tuple[str, Checkpoint] | Fault:
    try:
        return where, open_checkpoint(note, keys).checkpoint
    except RefusedError as error:
        return Fault(where, str(error), size)


def _leaves(size: int) -> Iterator[Fault]:
    """Yield the first entry that differs between database and published log."""
    own = leaves.between(0, size)
    for start in range(0, size, WIDTH):
        try:
            sealed = unpack(fetch_tile(None, start // WIDTH, size, published.fetch))
        except RefusedError as error:
            yield Fault("published entries", str(error), start)
            return
        for index, leaf in enumerate(sealed, start):
            if leaf != next(own, None):
                yield Fault(f"entry {index}", "database and published log differ", index)
                return


def _roots(size: int, signed: list[tuple[str, Checkpoint]]) -> Iterator[Fault]:
    """Yield the checkpoints whose root the entries do not come to."""
    edge, at = CompactRange(), 0
    for where, head in signed:
        if head.size > size:
            return
        edge.extend(map(leaf_hash, leaves.between(at, head.size)))
        at = head.size
        if (edge.root() if at else EMPTY_ROOT) != head.root:
            yield Fault(where, "the entries do not come to its root", at)


def _files(size: int) -> Iterator[Fault]:
    """Yield the files of the published log that the entries do not come to."""
    bad: list[int] = []
    for path, data in leaves.files(size):
        if (found := published.fetch(path)) != data:
            first, end = _first(path, found or b"", data)
            # What stands over a whole tile says no more than that; the tile below it came first, and says where.
            bad.append(min((index for index in bad if first <= index < end), default=first))
            yield Fault(path, "is gone or is not what the entries come to", bad[-1])


def _first(path: str, found: bytes, data: bytes) -> tuple[int, int]:
    """Return the first entry under what a file of the log says otherwise, and where what that covers ends."""
    level, index, _ = parse_path(path)
    parts = [pack([leaf]) for leaf in unpack(data)] if level is None else split(data)
    at = place = 0
    for place, part in enumerate(parts):  # noqa: B007 - where it ends is what is asked
        if found[at : at + len(part)] != part:
            break
        at += len(part)
    covered = 8 * (level or 0)
    return (index * WIDTH + place) << covered, (index * WIDTH + place + 1) << covered
