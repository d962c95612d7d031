"""A record kept as simple-history comes, by signals in Python, and one that is not kept at all.

The first is what the tests of contention must catch; both are what the cost of ours is measured by.
"""

from django.db import connections, models
from simple_history.models import HistoricalRecords
from uuid_utils.compat import uuid7


class Slip(models.Model):
    """What both are, and the register's partners too."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    revision = models.PositiveIntegerField(default=1)
    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Note(Slip):
    """Something with a history."""

    history = HistoricalRecords(app="tests.stock", table_name="stock_historicalnote")

    class Meta:
        # Not installed: nothing but the test that imports it knows of it.
        app_label = "tests.stock"
        db_table = "stock_note"


class Plain(Slip):
    """Something without."""

    class Meta:
        app_label = "tests.stock"
        db_table = "stock_plain"


def create_tables() -> None:
    """Create the tables as the owner, and let the application do with them what it likes."""
    with connections["owner"].schema_editor() as editor:
        for model in (Plain, Note, Note.history.model):
            editor.create_model(model)
            editor.execute(f'GRANT ALL ON "{model._meta.db_table}" TO contested_app')
        editor.execute(
            f'GRANT ALL ON SEQUENCE "{Note.history.model._meta.db_table}_history_id_seq" TO contested_app'
        )
