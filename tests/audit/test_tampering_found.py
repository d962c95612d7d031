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

#: The entry that is tampered with.
AT = 7


def flip(path: str, at: int = 5) -> None:
    """Flip one bit of a published file."""
    data = bytearray(published.fetch(path) or b"")
    data[at] ^= 1
    storages["log"].delete(path)
    heads.put(path, bytes(data))


def partial(kind: str) -> str:
    """Return the path of the last, partial tile or bundle."""
    size = published.kept_size()
    return f"tile/{kind}/{size // 256:03}.p/{size % 256}"


#: Statements that rewrite the log; the tables named first lose their guards for the moment.
ROWS: dict[str, tuple[str, str]] = {
    "change a meta commitment": (
        "audit_entry",
        f"UPDATE audit_entry SET meta_hash = sha256('x') WHERE index = {AT}",
    ),
    "change a content commitment": (
        "audit_entry",
        f"UPDATE audit_entry SET content_hash = sha256('x') WHERE index = {AT}",
    ),
    "delete an entry": ("audit_entry", f"DELETE FROM audit_entry WHERE index = {AT}"),
    "delete the last entries": ("audit_entry", f"DELETE FROM audit_entry WHERE index >= {AT}"),
    "swap two entries": (
        "audit_entry",
        (
            f"UPDATE audit_entry SET index = -1 WHERE index = {AT};"
            f" UPDATE audit_entry SET index = {AT} WHERE index = {AT + 1};"
            f" UPDATE audit_entry SET index = {AT + 1} WHERE index = -1"
        ),
    ),
    "insert an entry and move the rest": (
        "audit_entry",
        (
            f"UPDATE audit_entry SET index = -index - 2 WHERE index >= {AT};"
            f" UPDATE audit_entry SET index = -index - 1 WHERE index < 0; INSERT INTO audit_entry (index, table_name,"
            " object_id, history_id, schema, meta_salt, content_salt, meta_hash, content_hash)"
            f" SELECT {AT}, table_name, object_id, -1, schema, meta_salt, content_salt, meta_hash, content_hash"
            f" FROM audit_entry WHERE index = 1"
        ),
    ),
    "exchange an entry's two commitments": (
        "audit_entry",
        f"UPDATE audit_entry SET meta_hash = content_hash, content_hash = meta_hash WHERE index = {AT}",
    ),
    "change a checkpoint's root": ("audit_checkpoint", "UPDATE audit_checkpoint SET root = sha256('x')"),
    "change a checkpoint's size": (
        "audit_checkpoint",
        "UPDATE audit_checkpoint SET size = size - 1 WHERE size = (SELECT min(size) FROM audit_checkpoint)",
    ),
    "change a checkpoint's note": (
        "audit_checkpoint",
        "UPDATE audit_checkpoint SET note = replace(note, '—', '-')",
    ),
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


FILES: dict[str, Callable[[], object]] = {
    "flip a bit of a full tile": lambda: flip("tile/0/000"),
    "flip a bit of a partial tile": lambda: flip(partial("0")),
    "flip a bit of a tile of the next level": lambda: flip("tile/1/000.p/1"),
    "flip a bit of published entries": lambda: flip("tile/entries/000", at=40),
    "flip a length of published entries": lambda: flip("tile/entries/000", at=1),
    "flip a bit of the last entries": lambda: flip(partial("entries"), at=40),
    "delete a tile": lambda: storages["log"].delete("tile/0/000"),
    "delete published entries": lambda: storages["log"].delete("tile/entries/000"),
    "cut a tile short": lambda: heads.put("tile/0/000", (published.fetch("tile/0/000") or b"")[:-32]),
    "exchange two tiles": lambda: heads.put("tile/0/000", (published.fetch("tile/0/000") or b"")[::-1]),
    "delete the published checkpoint": lambda: storages["log"].delete(published.CHECKPOINT),
    "delete the file of the last checkpoint": lambda: Path(settings.LOG_HEAD).unlink(),
    "flip a bit of the checkpoint": lambda: flip(published.CHECKPOINT, at=30),
    "a checkpoint of another key": forge_head,
    "a checkpoint of another history": fork_head,
    "a checkpoint of more than there is": outgrow,
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


@pytest.mark.parametrize(("table", "statements"), ROWS.values(), ids=ROWS.keys())
def test_rewritten_rows_are_found(
    table: str,
    statements: str,
    world: World,
    superuser: psycopg.Connection,
    figure,  # noqa: ANN001
):
    figure("P6")
    with unguarded(superuser, table):
        superuser.execute(sql.SQL(statements))  # type: ignore[arg-type]

    found = verified()

    assert "fault" in found or "has no entry" in found
    if table == "audit_entry":
        assert f"index is {AT}" in found or f"no entry {AT}" in found
    assert world


@pytest.mark.parametrize("tamper", FILES.values(), ids=FILES.keys())
def test_rewritten_files_are_found(
    tamper: Callable[[], object],
    world: World,
    figure,  # noqa: ANN001
):
    figure("P6")
    tamper()

    assert "faults in a log of" in verified()
    assert world
