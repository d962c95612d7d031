"""The fold: nothing differs in a sound register, and whatever a superuser does to one is found and named."""

# ruff: noqa: S608 - statements over tables of every kind
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from audit.models import Entry, Outbox
from audit.records import tracked_models
from audit.selectors import fold
from audit.services import grants, log
from claims.models import Claim, Place, Source
from tests.audit.recorded import CHANGED
from tests.audit.samples import World, attributed
from tests.audit.services.test_commitments import migrate
from tests.audit.tampering import tamper
from tests.databases import Database, Databases, selected
from tests.figures import Figure

CLAIM, HISTORY, ENTRY = "claims_claim", "claims_historicalclaim", "audit_entry"
THIS = "WHERE id = %(id)s"
FIRST = f"{THIS} AND revision = 1"

#: What a superuser may do, and what the fold then says: kind and table of each difference. `id` is a claim that has
#: two revisions, `index` the entry of its first.
TAMPERING: dict[str, tuple[str, set[tuple[str, str]]]] = {
    "row changed": (f"UPDATE {CLAIM} SET text = 'else' {THIS}", {("differs", CLAIM)}),
    "row changed to what compares as equal": (
        "UPDATE claims_place SET lat = '-0' WHERE lat = 0",
        {("differs", "claims_place")},
    ),
    "row deleted": (f"DELETE FROM {CLAIM} {THIS}", {("missing", CLAIM)}),
    "row inserted": (
        (
            "INSERT INTO claims_question SELECT (jsonb_populate_record(q, jsonb_build_object('id',"
            " gen_random_uuid(), 'external_id', 'forged'))).* FROM claims_question q LIMIT 1"
        ),
        {("extra", "claims_question")},
    ),
    "revision changed": (f"UPDATE {HISTORY} SET text = 'else' {FIRST}", {("content", CLAIM)}),
    "revision and row changed alike": (
        f"UPDATE {HISTORY} SET text = 'else' {THIS} AND revision = 2; UPDATE {CLAIM} SET text = 'else' {THIS}",
        {("content", CLAIM)},
    ),
    "author of a revision changed": (
        f"UPDATE {HISTORY} SET history_user_id = gen_random_uuid() {FIRST}",
        {("meta", CLAIM)},
    ),
    "reason of a revision changed": (
        f"UPDATE {HISTORY} SET history_change_reason = 'none' {FIRST}",
        {("meta", CLAIM)},
    ),
    "time of a revision changed by a microsecond": (
        f"UPDATE {HISTORY} SET history_date = history_date + interval '1 us' {FIRST}",
        {("meta", CLAIM)},
    ),
    "revision deleted": (f"DELETE FROM {HISTORY} {FIRST}", {("unfounded", CLAIM), ("number", CLAIM)}),
    "last revision deleted": (
        f"DELETE FROM {HISTORY} {THIS} AND revision = 2",
        {("unfounded", CLAIM)},
    ),
    "revision inserted": (
        (
            f'INSERT INTO {HISTORY} SELECT (jsonb_populate_record(h, \'{{"history_id": 999999, "revision": 3}}\')).*'
            f" FROM {HISTORY} h {THIS} AND revision = 2"
        ),
        {("unsealed", CLAIM)},
    ),
    "revision renumbered": (
        f"UPDATE {HISTORY} SET revision = 3 {THIS} AND revision = 2",
        {("meta", CLAIM), ("content", CLAIM), ("number", CLAIM), ("differs", CLAIM)},
    ),
    "meta hash changed": (
        f"UPDATE {ENTRY} SET meta_hash = sha256('x') WHERE index = %(index)s",
        {("meta", CLAIM)},
    ),
    "content hash changed": (
        f"UPDATE {ENTRY} SET content_hash = sha256('x') WHERE index = %(index)s",
        {("content", CLAIM)},
    ),
    "meta salt changed": (
        f"UPDATE {ENTRY} SET meta_salt = sha256('x') WHERE index = %(index)s",
        {("meta", CLAIM)},
    ),
    "content salt changed": (
        f"UPDATE {ENTRY} SET content_salt = sha256('x') WHERE index = %(index)s",
        {("content", CLAIM)},
    ),
    "entry given to another record": (
        f"UPDATE {ENTRY} SET object_id = gen_random_uuid() WHERE index = %(index)s",
        {("astray", CLAIM), ("number", CLAIM), ("missing", CLAIM)},
    ),
    "entry given to another kind": (
        f"UPDATE {ENTRY} SET table_name = 'claims_other' WHERE index = %(index)s",
        {
            ("unknown", "claims_other"),
            ("unsealed", CLAIM),
            ("number", CLAIM),
        },
    ),
    "entry deleted": (
        f"DELETE FROM {ENTRY} WHERE index = %(index)s",
        {("gap", ENTRY), ("unsealed", CLAIM), ("number", CLAIM)},
    ),
    "last entry deleted": (
        f"DELETE FROM {ENTRY} WHERE index = (SELECT max(index) FROM {ENTRY})",
        {("unsealed", CLAIM), ("differs", CLAIM)},
    ),
    "last revision deleted with its entry": (
        (
            f"DELETE FROM {ENTRY} WHERE index = (SELECT max(index) FROM {ENTRY});"
            f" DELETE FROM {HISTORY} {THIS} AND revision = 2"
        ),
        {("differs", CLAIM)},
    ),
    "entries of one record swapped": (
        (
            f"UPDATE {ENTRY} SET index = -1 - index WHERE object_id = %(id)s;"
            f" UPDATE {ENTRY} e SET index = (SELECT -1 - o.index FROM {ENTRY} o"
            " WHERE o.object_id = e.object_id AND o.history_id <> e.history_id) WHERE object_id = %(id)s"
        ),
        {("number", CLAIM), ("differs", CLAIM)},
    ),
    "hashes of two entries swapped": (
        (
            f"UPDATE {ENTRY} a SET content_hash = b.content_hash FROM {ENTRY} b"
            " WHERE least(a.index, b.index) = %(index)s AND greatest(a.index, b.index) = %(index)s + 1"
        ),
        {("content", CLAIM)},
    ),
    "revisions of two entries swapped": (
        (
            f"UPDATE {ENTRY} a SET history_id = -b.history_id FROM {ENTRY} b"
            " WHERE least(a.index, b.index) = %(index)s AND greatest(a.index, b.index) = %(index)s + 1;"
            f" UPDATE {ENTRY} SET history_id = -history_id WHERE history_id < 0"
        ),
        {("astray", CLAIM), ("meta", CLAIM), ("content", CLAIM), ("differs", CLAIM)},
    ),
    "outbox row dropped": (
        "DELETE FROM audit_outbox",
        {("unsealed", "claims_source"), ("extra", "claims_source")},
    ),
    "outbox row forged": (
        (
            "INSERT INTO audit_outbox (table_name, object_id, history_id, schema)"
            f" SELECT table_name, object_id, history_id, schema FROM {ENTRY} WHERE index = %(index)s"
        ),
        {("stuck", CLAIM), ("number", CLAIM), ("differs", CLAIM)},
    ),
    "outbox row of no schema": (
        "UPDATE audit_outbox SET schema = repeat('0', 64)",
        {("stuck", "claims_source")},
    ),
    "outbox row given to another kind": (
        "UPDATE audit_outbox SET table_name = 'claims_other'",
        {("stuck", "claims_other"), ("unsealed", "claims_source"), ("extra", "claims_source")},
    ),
    "outbox row given to another revision": (
        "UPDATE audit_outbox SET history_id = 1",
        {("stuck", "claims_source"), ("unsealed", "claims_source"), ("differs", "claims_source")},
    ),
    "outbox row given to another record": (
        "UPDATE audit_outbox SET object_id = gen_random_uuid()",
        {("stuck", "claims_source"), ("missing", "claims_source"), ("extra", "claims_source")},
    ),
    "revision in the outbox deleted": (
        "DELETE FROM claims_historicalsource WHERE history_id = (SELECT history_id FROM audit_outbox)",
        {("stuck", "claims_source")},
    ),
    "schema changed": (
        f"UPDATE audit_schema SET columns = array_remove(columns, 'text') WHERE table_name = '{CLAIM}'",
        {("unknown", CLAIM)},
    ),
    "entry declared lost": (
        f"UPDATE {ENTRY} SET table_name = 'lost', schema = '' WHERE index = %(index)s",
        {("unsealed", CLAIM), ("number", CLAIM)},
    ),
    "schema deleted": (f"DELETE FROM audit_schema WHERE table_name = '{CLAIM}'", {("unknown", CLAIM)}),
}


#: What has no entry, and so no index to be named by; the record is.
UNINDEXED = {"extra", "stuck", "unsealed"}


@dataclass(frozen=True)
class Scene:
    """A register in which one claim has two revisions and one source waits in the outbox.

    `indexes` are of the entries that are tampered with: the claim's, of which `index` is the first, and a place's.
    """

    database: Database
    claim: Claim
    index: int
    indexes: frozenset[int]


@pytest.fixture(scope="module")
def staged(databases: Databases, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Make the scene once, in a database that nobody stays connected to, for others to be copied from."""
    database = databases.clone()
    with django_db_blocker.unblock(), selected(database.name):
        grants.apply(using="owner")
        world = World.made(database)
        claim, place = world.rows[Claim][0], world.rows[Place][0]
        with attributed():
            Place.objects.filter(id=place.pk).update(lat=0.0)
        log.drain()
        with attributed():
            Claim.objects.filter(id=claim.pk).update(text="said otherwise")
        log.drain()
        with attributed():
            world.sample(Source).save(force_insert=True)
        indexes = Entry.objects.filter(object_id__in=[claim.pk, place.pk]).values_list("index", flat=True)
        index = indexes.filter(object_id=claim.pk).earliest("index")
        touched = frozenset(indexes)
    yield Scene(database, claim, index, touched)
    databases.drop(database)


@pytest.fixture
def scene(staged: Scene, databases: Databases, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Lead Django to a copy of the scene that this test may spoil."""
    database = databases.copy(staged.database)
    with django_db_blocker.unblock(), selected(database.name):
        yield replace(staged, database=database)
    databases.drop(database)


def what_is_changed(statements: str) -> str:
    """Return which part of the record statements change first."""
    table = re.match(r"(?:UPDATE|DELETE FROM|INSERT INTO) (\w+)", statements)[1]  # type: ignore[index]
    parts = {ENTRY: "entries", "audit_outbox": "outbox", "audit_schema": "schemas"}
    return parts.get(table, "history" if "_historical" in table else "rows")


def spoil(scene: Scene, statements: str) -> None:
    """Tamper with the scene; `id` is its claim, `index` the entry of that claim's first revision."""
    tamper(scene.database, statements, id=scene.claim.pk, index=scene.index)


@pytest.mark.parametrize(("statements", "expected"), TAMPERING.values(), ids=TAMPERING.keys())
def test_whatever_a_superuser_does_is_found(
    statements: str, expected: set[tuple[str, str]], scene: Scene, figure: Figure
):
    spoil(scene, statements)

    folded = fold.run()

    is_named = folded.first is not None and (
        folded.first.index in scene.indexes
        or (folded.first.kind in UNINDEXED and folded.first.object_id is not None)
    )
    is_found = is_named and {(kind, table) for table, kind in folded.found} == expected
    figure("P6", **{what_is_changed(statements): (is_found, 1)})
    assert is_found, (folded.found, folded.first)


def test_a_sound_register_folds_to_what_stands_in_it(scene: Scene, figure: Figure):
    size, waiting = Entry.objects.count(), Outbox.objects.count()

    folded = fold.run()

    figure("P4", folded=(folded.differing, folded.checked))
    assert (folded.found, folded.first) == ({}, None)
    assert waiting == 1
    assert folded.size == folded.entries.total() == size
    assert set(folded.rows) == {model._meta.db_table for model in tracked_models()}
    assert folded.rows == {m._meta.db_table: m.objects.count() for m in tracked_models()}
    assert scene.index < size


def test_a_register_in_which_rows_were_deleted_and_made_again_folds(scene: Scene):
    with psycopg.connect(scene.database.owner_url) as owner:
        owner.execute(
            "SELECT set_config('audit.account', gen_random_uuid()::text, true),"
            " set_config('audit.xid', pg_current_xact_id()::text, true)"
        )
        owner.execute("CREATE TEMP TABLE kept AS SELECT * FROM claims_verdict")
        owner.execute("DELETE FROM claims_verdict")
        owner.execute(
            "INSERT INTO claims_verdict SELECT * FROM kept WHERE id <> (SELECT id FROM kept LIMIT 1)"
        )
    log.drain()

    folded = fold.run()

    assert folded.found == {}
    assert folded.rows["claims_verdict"] == 2


def test_a_register_whose_columns_were_added_later_folds(own_db: Database):
    world = World.made(own_db)
    log.drain()
    migrate("motto")
    with attributed():
        for model, (first, *_) in world.rows.items():
            name = CHANGED[model._meta.model_name]
            setattr(first, name, getattr(world.sample(model), name))
            first.save(update_fields=[name])
    log.drain()

    assert fold.run().found == {}


def test_the_first_difference_is_the_one_at_the_lowest_index(scene: Scene):
    spoil(
        scene,
        f"UPDATE {ENTRY} SET meta_hash = sha256('x') WHERE index >= 7 AND index < 20; UPDATE {CLAIM} SET text = ''",
    )

    folded = fold.run()

    assert folded.first is not None
    assert (folded.first.kind, folded.first.index) == ("meta", 7)
    assert sum(count for (_, kind), count in folded.found.items() if kind == "meta") == 13
    assert folded.differing == 13 + Claim.objects.count()
    assert folded.examples[CLAIM, "differs"].columns == ("text",)


def test_what_a_restore_has_lost_is_no_difference_and_is_told(scene: Scene):
    spoil(
        scene,
        f"INSERT INTO {ENTRY} (index, table_name, object_id, history_id, schema, meta_salt, content_salt, meta_hash,"
        f" content_hash) SELECT max(index) + 1, 'lost', '00000000-0000-0000-0000-000000000000', 1, '', '', '',"
        f" sha256('x'), sha256('y') FROM {ENTRY}",
    )
    out = StringIO()

    call_command("audit_fold", stdout=out, stderr=StringIO())

    assert out.getvalue().splitlines()[-2] == "of 1 entries a restore has left the commitments alone"
    assert fold.run().told == "of 1 entries a restore has left the commitments alone"


def test_entries_are_looked_at_in_stretches(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fold, "BATCH", 7)
    size = Entry.objects.count()
    spoil(scene, f"UPDATE {ENTRY} SET content_hash = meta_hash WHERE index IN (6, 7, {size - 1})")
    told: list[tuple[str, int, int]] = []

    folded = fold.run(lambda *args: told.append(args))

    assert sum(folded.found.values()) == 3
    assert [done for what, done, _ in told if what == "entries"] == [*range(7, size, 7), size]
    assert [done for what, done, _ in told if what == "tables"] == list(range(1, 20))


def test_the_fold_writes_nothing_and_needs_no_right_but_to_read(scene: Scene):
    grants.apply(using="owner")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, has_database_privilege(current_database(), 'TEMPORARY')")
        assert cursor.fetchone() == ("contested_app", False)
    before = Outbox.objects.count()

    assert fold.run().differing == 0
    assert Outbox.objects.count() == before
    assert Entry.objects.filter(index=scene.index).exists()


def test_the_command_prints_a_table_and_ends_well(scene: Scene):
    out, progress = StringIO(), StringIO()

    call_command("audit_fold", stdout=out, stderr=progress)

    lines = out.getvalue().splitlines()
    size = Entry.objects.count()
    assert lines[0].split() == ["kind", "entries", "rows", "differ"]
    assert [line.split()[0] for line in lines[1:-1]] == [*(m._meta.db_table for m in tracked_models()), ENTRY]
    assert lines[-1] == f"{size} entries, {sum(m.objects.count() for m in tracked_models())} rows, 0 differ"
    assert f"entries: {size} of {size}" in progress.getvalue()
    assert "tables: 19 of 19" in progress.getvalue()
    assert "\r" not in progress.getvalue()
    assert scene.index < size


def test_the_command_names_what_differs_and_fails(scene: Scene):
    spoil(scene, f"UPDATE {CLAIM} SET text = 'else', note = 'else' {THIS}")
    out = StringIO()

    with pytest.raises(
        CommandError, match="the first that differs: rows that differ: claims_claim"
    ) as failed:
        call_command("audit_fold", stdout=out, stderr=StringIO())

    assert failed.value.returncode == 1
    (told,) = [line for line in out.getvalue().splitlines() if "rows that differ" in line]
    assert told.startswith(f"1 rows that differ, the first: claims_claim record {scene.claim.pk}")
    assert told.endswith("columns note, text")
    assert out.getvalue().splitlines()[-1].endswith(", 1 differ")
