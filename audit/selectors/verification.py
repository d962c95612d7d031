"""Hold what was published and signed against the entries of the database: all of it, once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.models import Checkpoint as Row
from audit.selectors import leaves, published
from audit.tree.compact import CompactRange
from audit.tree.tiles import WIDTH, fetch_tile, unpack
from audit.tree.verify import EMPTY_ROOT, Checkpoint, Key, RefusedError, leaf_hash, open_checkpoint


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not what was sealed; `index` names the entry where it shows."""

    where: str
    why: str
    index: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def faults(size: int, keys: Iterable[Key]) -> Iterator[Fault]:
    """Yield what does not agree with the entries below a size of the log, the first bad index first."""
    known = list(keys)
    heads = list(_heads(known))
    if not any(isinstance(head, tuple) for head in heads):
        yield Fault("checkpoints", "none is there that one of the keys signed")
    yield from (head for head in heads if isinstance(head, Fault))
    signed = sorted((head for head in heads if isinstance(head, tuple)), key=lambda each: each[1].size)
    end = signed[-1][1].size if signed else 0
    if end > size:
        yield Fault(signed[-1][0], f"covers {end} entries, and the database has {size}", size)
    yield from _leaves(min(size, end))
    yield from _roots(min(size, end), signed)
    if end <= size:
        yield from _files(end)


def _heads(keys: list[Key]) -> Iterator[tuple[str, Checkpoint] | Fault]:
    """Yield each checkpoint with the place where it is kept, or what is wrong with it."""
    rows = Row.objects.order_by("size").values_list("size", "root", "note")
    kept = [("the file of the last checkpoint", published.kept())]
    if rows.exists():  # until then it waits for witnesses
        kept.append(("the published checkpoint", published.checkpoint()))
    for where, note in kept:
        if note is None:
            yield Fault(where, "is not there")
        else:
            yield _opened(where, note, keys)
    for size, root, note in rows.iterator():
        found = _opened(f"checkpoint {size}", note, keys)
        if isinstance(found, tuple) and (found[1].size, found[1].root) != (size, bytes(root)):
            found = Fault(f"checkpoint {size}", "its note states another size or root", size)
        yield found


def _opened(where: str, note: str, keys: list[Key]) -> tuple[str, Checkpoint] | Fault:
    try:
        return where, open_checkpoint(note, keys).checkpoint
    except RefusedError as error:
        return Fault(where, str(error))


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
    for path, data in leaves.files(size):
        if published.fetch(path) != data:
            yield Fault(path, "is gone or is not what the entries come to")
