"""Commitments: anybody who has the revision and the salt comes to the same hash, on any machine."""

from hashlib import sha256
from itertools import chain

import pgtrigger
import pytest
from django.db import connection, connections, migrations, models
from django.db.migrations.loader import MigrationLoader

from actors.models import Account, Partner
from audit.models import Entry, Outbox, Schema
from audit.records import tracked_models
from audit.records.triggers import recorders
from audit.services import log
from claims.models import Place
from tests.audit.commitments import canonical, entries
from tests.audit.recorded import CHANGED
from tests.audit.samples import World, attributed
from tests.databases import Database
from tests.figures import Figure

#: Every character that JSON escapes or that somebody might, but NUL, which PostgreSQL does not take.
ODD = "".join(map(chr, range(1, 0xA1))) + "\u2028\u2029\ufeff\U0001d11e \\u0041 \\\\ {} $1 %s ''"

SETTINGS = {
    "extra_float_digits": "-15",
    "datestyle": "SQL, DMY",
    "timezone": "Asia/Kathmandu",
    "intervalstyle": "iso_8601",
    "bytea_output": "escape",
    "standard_conforming_strings": "off",
    "quote_all_identifiers": "on",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "search_path": "pg_temp, public, pg_catalog",
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "plpgsql.extra_errors": "all",
    "default_transaction_deferrable": "on",
}


def assert_sealed(size: int) -> None:
    """Assert that the log has so many entries, each with its own salts and with the hashes of its revision."""
    found = entries()
    assert [entry.index for entry in found] == list(range(size))
    assert [entry.index for entry in found if entry.hashes != entry.computed] == []
    salts = list(chain.from_iterable(entry.salts for entry in found))
    assert {len(salt) for salt in salts} == {32}
    assert len(set(salts)) == 2 * size


def change_all(world: World) -> None:
    with attributed():
        for model, (first, *_) in world.rows.items():
            name = CHANGED[model._meta.model_name]
            setattr(first, name, getattr(world.sample(model), name))
            first.save(update_fields=[name])


def test_every_entry_comes_to_its_hashes(register: World):
    with attributed():
        Place.objects.create(
            recorded_by_id=register.rows[Account][0].id, name="odd", kind="other", note=ODD,
            gazetteer_ids=['{a,"b"}', "NULL", "", "\\"], lat=1e-300, lon=0.1 + 0.2,
        )  # fmt: skip
    change_all(register)

    size = log.drain()

    assert_sealed(size)
    assert set(Entry.objects.values_list("table_name", flat=True)) == {
        model._meta.db_table for model in tracked_models()
    }


@pytest.mark.parametrize(("name", "value"), SETTINGS.items(), ids=SETTINGS.keys())
def test_setting_of_the_session_changes_no_commitment(name: str, value: str, register: World, figure: Figure):
    figure("P5")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
    try:
        change_all(register)
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.audit_drain()")
    finally:
        connection.close()
        connection.close_pool()

    assert not Outbox.objects.exists()
    assert_sealed(Entry.objects.count())


def test_schemas_are_named_by_what_they_say(register: World):  # noqa: ARG001
    found = {
        schema.digest: sha256(canonical({"columns": schema.columns, "table": schema.table_name})).hexdigest()
        for schema in Schema.objects.all()
    }

    # A kind that was given columns by a migration has the schema before it too.
    assert set(Schema.objects.values_list("table_name", flat=True)) == {
        model._meta.db_table for model in tracked_models()
    }
    assert len(tracked_models()) == 19
    assert all(digest == computed for digest, computed in found.items())


def migrate(*columns: str) -> None:
    """Give partners further columns, as a migration does: field, history, triggers."""
    former = sorted({"id", "is_active", "name", "note", "revision", "slug", *columns[:-1]})
    field = models.TextField(default="")
    operations = [
        *(pgtrigger.migrations.RemoveTrigger("partner", t.name) for t in triggers(former)),
        migrations.AddField("partner", columns[-1], field),
        migrations.AddField("historicalpartner", columns[-1], field),
        *(
            pgtrigger.migrations.AddTrigger("partner", t.compile(Partner))
            for t in triggers(sorted({*former, columns[-1]}))
        ),
    ]
    owner = connections["owner"]
    state = MigrationLoader(owner).project_state()
    for column in columns[:-1]:
        for model in ("partner", "historicalpartner"):
            state.add_field("actors", model, column, field, preserve_default=True)
    migration = migrations.Migration("later", "actors")
    migration.operations = operations
    with owner.schema_editor() as editor:
        migration.apply(state, editor)


def triggers(columns: list[str]) -> list[pgtrigger.Trigger]:
    return recorders(table="actors_partner", history="actors_historicalpartner", columns=columns)


def test_entries_stand_when_columns_are_added(own_db: Database):
    world = World.made(own_db)
    first_size = log.drain()
    before = entries()

    migrate("motto")
    change_all(world)
    second_size = log.drain()
    migrate("motto", "seat")
    change_all(world)
    size = log.drain()

    assert entries()[:first_size] == before
    assert_sealed(size)
    versions = dict(Schema.objects.filter(table_name="actors_partner").values_list("version", "digest"))
    shapes = (
        Entry.objects.filter(table_name="actors_partner").order_by("index").values_list("index", "schema")
    )
    assert [(1 if i < first_size else 2 if i < second_size else 3) for i, _ in shapes] == [
        next(version for version, digest in versions.items() if digest == schema) for _, schema in shapes
    ]
    assert {
        len(columns)
        for columns in Schema.objects.filter(table_name="actors_partner").values_list("columns", flat=True)
    } == {6, 7, 8}
