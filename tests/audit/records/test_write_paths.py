"""Every way to write every tracked table: each cell compares the revision with a plain SELECT of the row."""
# ruff: noqa: S608 - statements over tables of every kind, named by the models

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connections, models, transaction

from audit.records import seen, tracked_models
from tests.audit import write_paths
from tests.audit.recorded import CHANGED, Newest, newest, row, tracked_columns, untracked_columns
from tests.audit.samples import REASON, REQUEST, WRITER, World, attributed
from tests.audit.write_paths import DELETES, INSERTS, UPDATES, Delete, Insert, Update, execute
from tests.figures import Figure

Model = type[models.Model]

MODELS = [pytest.param(model, id=model._meta.model_name) for model in tracked_models()]
ATTRIBUTION = (
    str(WRITER.id),
    str(WRITER.partner_id),
    str(WRITER.key_id),
    "api",
    REQUEST,
    REASON,
)

each_model = pytest.mark.parametrize("model", MODELS)
each_insert = pytest.mark.parametrize("path", INSERTS.values(), ids=INSERTS.keys())
each_update = pytest.mark.parametrize("path", UPDATES.values(), ids=UPDATES.keys())
each_delete = pytest.mark.parametrize("path", DELETES.values(), ids=DELETES.keys())


# A form's URL fields will take https for granted in the next Django.
pytestmark = pytest.mark.filterwarnings("ignore:The default scheme will be changed")

#: COPY is the driver's own, and so are its errors.
ERRORS = (DatabaseError, psycopg.DatabaseError)


def sqlstate(error: BaseException | None) -> str | None:
    """Return PostgreSQL's code of an error, whatever is wrapped around it."""
    while error is not None and not isinstance(error, psycopg.Error):
        error = error.__cause__
    return error and error.sqlstate


def stored(world: World, model: Model) -> Any:
    """Return a committed record as it was read."""
    made = world.sample(model)
    with attributed():
        made.save(force_insert=True)
    return model.objects.get(pk=made.pk)


def owner_writes(*, as_writer: bool) -> AbstractContextManager[object]:
    """Open a transaction of the owner, attributed or not."""
    stack = ExitStack()
    stack.enter_context(transaction.atomic(using="owner"))
    if as_writer:
        with connections["owner"].cursor() as cursor:
            for name, value in zip(
                ("account", "partner", "key", "channel", "request", "reason"), ATTRIBUTION, strict=True
            ):
                cursor.execute("SELECT set_config(%s, %s, true)", [f"audit.{name}", value])
            cursor.execute("SELECT set_config('audit.xid', pg_current_xact_id()::text, true)")
    return stack


def is_copied_under_policies(model: Model, path: Insert) -> bool:
    """Return whether a path is COPY into a table that not everyone sees whole, and so under row-level security."""
    return path is write_paths.copy and model._meta.db_table in seen.conditions(tracked_models())


def test_nineteen_tables_are_tracked():
    assert len(MODELS) == len(CHANGED) == 19


@each_model
@each_insert
def test_insert_is_recorded(model: Model, path: Insert, register: World, figure: Figure):
    figure("P1")
    new = register.sample(model)
    if is_copied_under_policies(model, path):
        # PostgreSQL has no COPY into a table with policies, for whoever is not its owner.
        with pytest.raises(psycopg.errors.FeatureNotSupported), attributed():
            path(new)
        assert row(model, new.pk) is newest(model, new.pk) is None
        return

    with attributed():
        path(new)

    content = row(model, new.pk)
    assert content is not None
    assert content["revision"] == "1"
    assert newest(model, new.pk) == Newest(content, "+", ATTRIBUTION, 1, 1, owed_revision=True)


@each_model
@each_update
def test_update_is_recorded(model: Model, path: Update, register: World, figure: Figure):
    figure("P1")
    name = CHANGED[model._meta.model_name]
    changed = stored(register, model)
    setattr(changed, name, getattr(register.sample(model), name))

    with attributed():
        path(changed, [name])

    content = row(model, changed.pk)
    assert content is not None
    assert (content["revision"], content[name]) == ("2", getattr(changed, name))
    assert newest(model, changed.pk) == Newest(content, "~", ATTRIBUTION, 2, 2, owed_revision=True)


@each_model
@each_delete
def test_delete_by_the_owner_is_recorded(model: Model, path: Delete, register: World, figure: Figure):
    figure("P1")
    doomed = stored(register, model)
    doomed_id = doomed.pk
    content = row(model, doomed.pk)
    assert content is not None

    with owner_writes(as_writer=True):
        path(doomed)

    assert row(model, doomed_id) is None
    assert newest(model, doomed_id) == Newest(content, "-", ATTRIBUTION, 2, 2, owed_revision=True)


@each_model
@each_insert
def test_unattributed_insert_leaves_nothing(model: Model, path: Insert, register: World, figure: Figure):
    figure("P3")
    new = register.sample(model)

    with pytest.raises(ERRORS) as refused, transaction.atomic():
        path(new)

    assert sqlstate(refused.value) == ("0A000" if is_copied_under_policies(model, path) else "AU001")
    assert row(model, new.pk) is None
    assert newest(model, new.pk) is None


@each_model
@each_update
def test_unattributed_update_leaves_the_row(model: Model, path: Update, register: World, figure: Figure):
    figure("P3")
    name = CHANGED[model._meta.model_name]
    changed = stored(register, model)
    before = row(model, changed.pk), newest(model, changed.pk)
    setattr(changed, name, getattr(register.sample(model), name))

    with pytest.raises(ERRORS) as refused, transaction.atomic():
        path(changed, [name])

    assert sqlstate(refused.value) == "AU001"
    assert (row(model, changed.pk), newest(model, changed.pk)) == before


@each_model
@each_delete
def test_unattributed_delete_by_the_owner_leaves_the_row(
    model: Model, path: Delete, register: World, figure: Figure
):
    figure("P3")
    doomed = stored(register, model)
    doomed_id = doomed.pk
    before = row(model, doomed.pk), newest(model, doomed.pk)

    with pytest.raises(ERRORS) as refused, owner_writes(as_writer=False):
        path(doomed)

    assert sqlstate(refused.value) == "AU001"
    assert (row(model, doomed_id), newest(model, doomed_id)) == before


@each_model
@each_update
@pytest.mark.parametrize("within", [attributed, nullcontext], ids=["attributed", "unattributed"])
def test_update_that_changes_nothing_writes_no_revision(
    model: Model, path: Update, within: Callable[[], AbstractContextManager[None]], register: World
):
    same = stored(register, model)
    before = row(model, same.pk), newest(model, same.pk)

    with within(), transaction.atomic():
        path(same, [CHANGED[model._meta.model_name]])

    assert (row(model, same.pk), newest(model, same.pk)) == before


@each_model
def test_each_tracked_column_alone_makes_a_revision(model: Model, register: World):
    changed = stored(register, model)
    table = model._meta.db_table
    fields = {f.column: f for f in model._meta.concrete_fields}
    names = [name for name in tracked_columns(model) if name not in {"id", "revision"}]

    with owner_writes(as_writer=True), connections["owner"].cursor() as cursor:
        # Some columns cannot change alone by the rules of their table, which are not what is looked at here.
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [table]
        )
        for (constraint,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{constraint}"')
        for number, name in enumerate(names, 2):
            value = register.other(changed, fields[name])
            cursor.execute(f'UPDATE "{table}" SET "{name}" = %s WHERE id = %s', [value, changed.pk])
            cursor.execute(
                f'SELECT max(revision) FROM "{model.history.model._meta.db_table}" WHERE id = %s',
                [changed.pk],
            )
            assert (name, cursor.fetchone()) == (name, (number,))
        transaction.set_rollback(True, using="owner")


UNTRACKED = [
    pytest.param(model, name, id=f"{model._meta.model_name}-{name}")
    for model in tracked_models()
    for name in untracked_columns(model)
]


@pytest.mark.parametrize(("model", "name"), UNTRACKED)
def test_untracked_column_is_neither_recorded_nor_in_need_of_attribution(
    model: Model, name: str, register: World
):
    assert name in {"posted", "password", "digest", "former", "last_used_at", "valid"}
    assert name not in {f.column for f in model.history.model._meta.concrete_fields}
    field = next(f for f in model._meta.concrete_fields if f.column == name)
    if field.generated:
        return
    changed = stored(register, model)
    before = newest(model, changed.pk)
    value = getattr(register.sample(model), name)

    execute(f'UPDATE "{model._meta.db_table}" SET "{name}" = %s WHERE id = %s', [value, changed.pk])

    changed.refresh_from_db()
    assert getattr(changed, name) == value
    assert newest(model, changed.pk) == before
