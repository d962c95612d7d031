"""The log folded in Python: what stood at a size, found without any of the register's own reading."""

from collections.abc import Iterator
from typing import Any

from django.db import connection, models

from audit.records import tracked_models

Row = dict[str, Any]


class Fold:
    """Every record of every kind at every size up to the end of the log, in memory."""

    def __init__(self) -> None:
        self._revisions = {
            model._meta.db_table: {
                row["history_id"]: row
                for row in _rows(f"SELECT * FROM {model.history.model._meta.db_table}")  # noqa: S608
            }
            for model in tracked_models()
        }
        self._log = list(
            _rows("SELECT index, table_name, object_id, history_id FROM audit_entry ORDER BY index")
        )
        assert [entry["index"] for entry in self._log] == list(range(len(self._log)))
        self.size = len(self._log)

    def at(self, model: type[models.Model], size: int) -> dict[Any, Row]:
        """Return the records of a kind that stood at a size, by id."""
        table = model._meta.db_table
        standing: dict[Any, Row] = {}
        for entry in self._log[:size]:
            if entry["table_name"] == table:
                revision = self._revisions[table][entry["history_id"]]
                standing[entry["object_id"]] = revision
        return {id_: row for id_, row in standing.items() if row["history_type"] != "-"}


def _rows(query: str) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column.name for column in cursor.description]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))
