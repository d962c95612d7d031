"""What a superuser, or whoever can write where the log is published, changes behind the guards: each is found."""

# ruff: noqa: S608 - statements over our own tables
import io
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from psycopg import sql

from audit.models import Checkpoint, Entry
from audit.selectors import published
from audit.services import heads, sealing
from audit.tree.notes import Signer, sign
from audit.tree.verify import Checkpoint as Head
from tests.audit.samples import World, attributed
from tests.audit.unguarded import unguarded
from tests.databases import Database
from tests.figures import Figure

#: The entry that is tampered with.
AT = 7


def flip(path: str, at: int = 5) -> None:
    """Flip one bit of a published file."""
    data = bytearray(published.fetch(path) or b"")
    data[at] ^= 1
    storages["log"].delete(path)
    heads.put(path, bytes(data))


def rewrite(path: str, change: Callable[[bytes], bytes]) -> None:
    """Publish something else under the path of a file."""
    heads.put(path, change(published.fetch(path) or b""))


def partial(kind: str) -> str:
    """Return the path of the last, partial tile or bundle."""
    size = published.kept_size()
    return f"tile/{kind}/{size // 256:03}.p/{size % 256}"


def above() -> str:
    """Return the path of the partial tile of the next level."""
    return f"tile/1/000.p/{published.kept_size() // 256}"


#: Statements that rewrite the entries from `AT` on.
ENTRIES = {
    "change a meta commitment": f"UPDATE audit_entry SET meta_hash = sha256('x') WHERE index = {AT}",
    "change a content commitment": f"UPDATE audit_entry SET content_hash = sha256('x') WHERE index = {AT}",
    "delete an entry": f"DELETE FROM audit_entry WHERE index = {AT}",
    "delete the last entries": f"DELETE FROM audit_entry WHERE index >= {AT}",
    "swap two entries": (
        f"UPDATE audit_entry SET index = -1 WHERE index = {AT};"
        f" UPDATE audit_entry SET index = {AT} WHERE index = {AT + 1};"
        f" UPDATE audit_entry SET index = {AT + 1} WHERE index = -1"
    ),
    "insert an entry and move the rest": (
        f"UPDATE audit_entry SET index = -index - 2 WHERE index >= {AT};"
        f" UPDATE audit_entry SET index = -index - 1 WHERE index < 0; INSERT INTO audit_entry (index, table_name,"
        " object_id, history_id, schema, meta_salt, content_salt, meta_hash, content_hash)"
        f" SELECT {AT}, table_name, object_id, -1, schema, meta_salt, content_salt, meta_hash, content_hash"
        f" FROM audit_entry WHERE index = 1"
    ),
    "exchange an entry's two commitments": (
        f"UPDATE audit_entry SET meta_hash = content_hash, content_hash = meta_hash WHERE index = {AT}"
    ),
}
#: Statements that rewrite the rows of the checkpoints, and the size at which that shows, of those that were sealed.
CHECKPOINTS: dict[str, tuple[str, Callable[[list[int]], int]]] = {
    "change a checkpoint's root": ("UPDATE audit_checkpoint SET root = sha256('x')", min),
    "change a checkpoint's size": (
        "UPDATE audit_checkpoint SET size = size - 1 WHERE size = (SELECT min(size) FROM audit_checkpoint)",
        lambda sizes: min(sizes) - 1,
    ),
    "change a checkpoint's note": ("UPDATE audit_checkpoint SET note = replace(note, '—', '-')", min),
}


def forge_head() -> None:
    """Sign another history with another key of the same name."""
    (own,) = heads.signers()
    other = Signer.generate(own.name)
    note = sign(str(Head(own.name, published.kept_size(), bytes(32))), other)
    heads.put(published.CHECKPOINT, note.encode())


def fork_head() -> None:
    """Sign another history with the log's own key."""
    note = sign(str(Head(heads.signers()[0].name, published.kept_size(), bytes(32))), *heads.signers())
    heads.put(published.CHECKPOINT, note.encode())


def outgrow() -> None:
    """Sign more than there is."""
    note = sign(str(Head(heads.signers()[0].name, published.kept_size() + 1, bytes(32))), *heads.signers())
    Path(settings.LOG_HEAD).write_text(note)


#: What becomes of tiles and bundles, and the first entry under it, given the size of the log.
TILES: dict[str, tuple[Callable[[], object], Callable[[int], int]]] = {
    "flip a bit of a full tile": (lambda: flip("tile/0/000"), lambda _: 0),
    "flip a bit within a full tile": (lambda: flip("tile/0/000", at=32 * AT), lambda _: AT),
    "flip a bit of a partial tile": (lambda: flip(partial("0")), lambda size: size // 256 * 256),
    "flip a bit of a tile of the next level": (lambda: flip(above()), lambda _: 0),
    "flip a bit of published entries": (lambda: flip("tile/entries/000", at=40), lambda _: 0),
    "flip a length of published entries": (lambda: flip("tile/entries/000", at=1), lambda _: 0),
    "flip a bit of the last entries": (
        lambda: flip(partial("entries"), at=40),
        lambda size: size // 256 * 256,
    ),
    "delete a tile": (lambda: storages["log"].delete("tile/0/000"), lambda _: 0),
    "delete published entries": (lambda: storages["log"].delete("tile/entries/000"), lambda _: 0),
    "cut a tile short": (lambda: rewrite("tile/0/000", lambda data: data[:-32]), lambda _: 255),
    "exchange the hashes of a tile": (lambda: rewrite("tile/0/000", lambda data: data[::-1]), lambda _: 0),
}
#: What becomes of the published and of the kept checkpoint, and the size at which that shows.
HEADS: dict[str, tuple[Callable[[], object], Callable[[int], int]]] = {
    "delete the published checkpoint": (lambda: storages["log"].delete(published.CHECKPOINT), int),
    "delete the file of the last checkpoint": (lambda: Path(settings.LOG_HEAD).unlink(), int),
    "flip a bit of the checkpoint": (lambda: flip(published.CHECKPOINT, at=30), int),
    "make the checkpoint no text": (lambda: rewrite(published.CHECKPOINT, lambda data: b"\xff" + data), int),
    "a checkpoint of another key": (forge_head, int),
    "a checkpoint of another history": (fork_head, int),
    "a checkpoint of more than there is": (outgrow, int),
}


@pytest.fixture
def world(own_db: Database) -> World:
    """Return a register with a log of more than one tile, sealed twice."""
    made = World.made(own_db)
    sealing.seal()
    with attributed():
        for _ in range(25):
            for rows in made.rows.values():
                made.sample(type(rows[0])).save(force_insert=True)
    sealing.seal()
    return made


def verified() -> str:
    """Verify as an auditor does on the server, and return the last word."""
    out = io.StringIO()
    try:
        call_command("audit_verify", key=[str(signer.key) for signer in heads.signers()], stdout=out)
    except CommandError as error:
        return str(error)
    return out.getvalue().strip()


def test_what_nobody_touched_has_no_fault(world: World):
    size = Entry.objects.count()

    assert verified() == f"{size} entries: tiles and checkpoints are what they come to, 0 faults"
    assert Checkpoint.objects.count() == 2
    assert world


def is_found_at(index: int) -> bool:
    """Return whether an auditor is told where the log is whole no more."""
    found = verified()
    print(found)
    return found.endswith((f"the first bad index is {index}", f"The log has no entry {index}."))


@pytest.mark.parametrize("statements", ENTRIES.values(), ids=ENTRIES.keys())
@pytest.mark.usefixtures("world")
def test_rewritten_entries_are_found(statements: str, superuser: psycopg.Connection, figure: Figure):
    with unguarded(superuser, "audit_entry"):
        superuser.execute(sql.SQL(statements))  # type: ignore[arg-type]

    is_found = is_found_at(AT)

    figure("P6", entries=(is_found, 1))
    assert is_found


@pytest.mark.parametrize(("statements", "first"), CHECKPOINTS.values(), ids=CHECKPOINTS.keys())
@pytest.mark.usefixtures("world")
def test_rewritten_checkpoints_are_found(
    statements: str, first: Callable[[list[int]], int], superuser: psycopg.Connection, figure: Figure
):
    sizes = list(Checkpoint.objects.values_list("size", flat=True))
    with unguarded(superuser, "audit_checkpoint"):
        superuser.execute(sql.SQL(statements))  # type: ignore[arg-type]

    is_found = is_found_at(first(sizes))

    figure("P6", checkpoints=(is_found, 1))
    assert is_found


@pytest.mark.parametrize(
    ("what", "tamper", "first"),
    [
        *(pytest.param("tiles", *each, id=name) for name, each in TILES.items()),
        *(pytest.param("checkpoints", *each, id=name) for name, each in HEADS.items()),
    ],
)
@pytest.mark.usefixtures("world")
def test_rewritten_files_are_found(
    what: str, tamper: Callable[[], object], first: Callable[[int], int], figure: Figure
):
    size = published.kept_size()
    tamper()

    is_found = is_found_at(first(size))

    figure("P6", **{what: (is_found, 1)})
    assert is_found
