"""A record kept as simple-history comes: written by signals in Python. What the tests of contention must catch."""

from django.db import connections, models
from simple_history.models import HistoricalRecords
from uuid_utils.compat import uuid7


class Note(models.Model):
    """Something with a history."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    revision = models.PositiveIntegerField(default=1)
    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    history = HistoricalRecords(app="tests.stock", table_name="stock_historicalnote")

    class Meta:
        # Not installed: nothing but the test that imports it knows of it.
        app_label = "tests.stock"
        db_table = "stock_note"

    def __str__(self) -> str:
        return self.name


def create_tables() -> None:
    """Create both tables as the owner, and let the application do with them what it likes."""
    with connections["owner"].schema_editor() as editor:
        for model in (Note, Note.history.model):
            editor.create_model(model)
            editor.execute(f'GRANT ALL ON "{model._meta.db_table}" TO contested_app')
        editor.execute(
            f'GRANT ALL ON SEQUENCE "{Note.history.model._meta.db_table}_history_id_seq" TO contested_app'
        )
