"""Bundles: what an auditor takes away of the log, and verifies where the register cannot be asked."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from audit.attribution import Principal
from audit.errors import LogDamagedError, NotFoundError, NotSealedError, TooLargeError
from audit.models import Checkpoint as Row
from audit.models.entry import LOST
from audit.selectors import published, sealed
from audit.selectors.kinds import known
from audit.selectors.readers import is_narrowed
from audit.tree import bundle, proofs
from audit.tree.notes import signed_only_by
from audit.tree.tiles import TileNodes
from audit.tree.tlogproof import TlogProof
from audit.tree.verify import SIGNATURE, Checkpoint, Key

#: Entries of one bundle.
LIMIT = 5_000


def of_object(record: UUID, *, to: Principal, since: int | None) -> bytes:
    """Return the bundle of one record.

    Raises:
        NotFoundError: no entry is of this record.
    """
    return of_objects([record], about=bundle.about_object(str(record)), to=to, since=since)


def of_objects(records: Iterable[UUID], *, about: dict[str, Any], to: Principal, since: int | None) -> bytes:
    """Return the bundle of some records together.

    Raises:
        NotFoundError: no entry is of them.
    """
    note, head = _head()
    indexes = sealed.indexes_of(records, below=head.size)
    if is_narrowed(to):
        # Of a record the reader gets the revisions that they see; that there were others is told to nobody.
        indexes = [each.index for each in sealed.read(indexes) if each.content is not None]
    if not indexes:
        raise NotFoundError("No sealed entry of the log is of this record.")
    return _bundle(indexes, about=about, to=to, since=since, head=head, note=note)


def of_range(first: int, end: int, *, to: Principal, since: int | None) -> bytes:
    """Return the bundle of every entry from one index up to another.

    Raises:
        NotSealedError: the last checkpoint does not reach so far, or there is no entry in that range.
        TooLargeError: the range has to be asked for in parts.
    """
    note, head = _head()
    if not first < end <= head.size:
        raise NotSealedError(
            f"The sealed log of {head.size} has no range of entries from {first} up to {end}."
        )
    if end - first > LIMIT:
        raise TooLargeError(
            f"A bundle has at most {LIMIT} entries; from {first} up to {end} there are {end - first}."
            f" Ask for it in parts: first={first}&end={first + LIMIT}, and go on from there.",
            extra={"first": first, "end": end, "limit": LIMIT},
        )
    about = bundle.about_range(first, end)
    return _bundle(range(first, end), about=about, to=to, since=since, head=head, note=note)


def proof(index: int) -> str:
    """Return the proof that an entry is in the log, as a file to keep.

    Raises:
        NotSealedError: no checkpoint covers it yet.
    """
    note, head = _head()
    if index >= head.size:
        raise NotSealedError(f"Entry {index} is not sealed: the last checkpoint covers {head.size}.")
    return str(TlogProof(index, tuple(proofs.inclusion(index, head.size, _nodes(head.size))), note))


def consistency(old: int, size: int) -> dict[str, Any]:
    """Return the proof that one checkpoint goes on from another, with both.

    Raises:
        NotFoundError: no checkpoint was published at one of the sizes.
    """
    notes = dict(Row.objects.filter(size__in=[old, size]).values_list("size", "note"))
    for asked in (old, size):
        if asked not in notes:
            raise NotFoundError(f"No checkpoint of {asked} entries was published.")
    steps = proofs.consistency(old, size, _nodes(size)) if old <= size else None
    if steps is None:
        raise NotSealedError(f"The log of {old} is no beginning of that of {size}.")
    return {
        "from": {"size": old, "checkpoint": notes[old]},
        "to": {"size": size, "checkpoint": notes[size]},
        "proof": [step.hex() for step in steps],
    }


def _bundle(
    indexes: Sequence[int],
    *,
    about: dict[str, Any],
    to: Principal,
    since: int | None,
    head: Checkpoint,
    note: str,
) -> bytes:
    if len(indexes) > LIMIT:
        raise TooLargeError(f"A bundle has at most {LIMIT} entries; this one would have {len(indexes)}.")
    nodes = _nodes(head.size)
    checkpoint, keys = _known(note)
    older = None
    if since is not None:
        between = consistency(since, head.size)
        past, of_then = _known(between["from"]["checkpoint"])
        older, keys = bundle.since(past, [bytes.fromhex(step) for step in between["proof"]]), keys | of_then
    return bundle.build(
        about=about,
        checkpoint=checkpoint,
        keys=keys,
        entries=[_entry(each, nodes, head, to) for each in sealed.read(indexes)],
        older=older,
    )


def _known(note: str) -> tuple[str, set[Key]]:
    """Return a checkpoint with the signatures of those keys alone that are published, and these keys.

    A key of the log or of a witness that is none any more may stand under it as well, which no reader could tell.

    Raises:
        NotSealedError: no key of the log is left.
    """
    published_keys = map(Key.parse, (published.keys() + published.witnesses()).split())
    checkpoint, keys = signed_only_by(note, published_keys)
    if all(key.algorithm != SIGNATURE for key in keys):
        size = published.stated(note).size
        raise NotSealedError(
            f"The checkpoint of {size} was signed with a key that is not published any more."
        )
    return checkpoint, keys


def _entry(each: sealed.Sealed, nodes: TileNodes, head: Checkpoint, to: Principal) -> dict[str, Any]:
    """Return an entry of a bundle: whole, or its commitments alone where it is erased or the reader may not see it."""
    meta: bundle.Part = "hidden"
    content: bundle.Part = "hidden"
    if each.table == LOST:
        meta = content = "erased"
    elif each.meta is None and is_narrowed(to):
        pass  # the reader may not see the revision
    elif each.meta is None or each.content is None or not each.is_as_sealed:
        raise LogDamagedError(f"The revision of entry {each.index} does not say what was sealed.")
    elif each.table not in known.hidden_from(to):
        meta = "erased" if each.meta_left else bundle.shown(each.meta_salt, each.meta)
        content = "erased" if each.content_left else bundle.shown(each.content_salt, each.content)
    return bundle.entry(
        index=each.index,
        meta_hash=each.meta_hash,
        content_hash=each.content_hash,
        meta=meta,
        content=content,
        proof=proofs.inclusion(each.index, head.size, nodes),
    )


def _head() -> tuple[str, Checkpoint]:
    """Return the published checkpoint, as note and as what it states."""
    note = published.checkpoint()
    if note is None:
        raise NotSealedError("No checkpoint of the log was published yet.")
    return note, published.stated(note)


def _nodes(size: int) -> TileNodes:
    return TileNodes(size, published.fetch, remember=1024)
