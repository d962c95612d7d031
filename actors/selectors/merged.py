"""Where to look for a record that was merged into another."""

from uuid import UUID

from django.db import connection

from actors.models import Mergeable
from audit.attribution import Principal

_WAY = """
WITH RECURSIVE way (id, next, step) AS (
    SELECT id, merged_into_id, 0 FROM {table} WHERE id = %s
    UNION ALL
    SELECT t.id, t.merged_into_id, w.step + 1 FROM way w JOIN {table} t ON t.id = w.next
) SELECT id FROM way WHERE step > 0 ORDER BY step DESC LIMIT 1
"""


def find_survivor(model: type[Mergeable], record_id: UUID, *, to: Principal) -> UUID | None:
    """Return the record that one was merged into, by however many steps; None where it was not, or nobody sees that."""
    assert to.id  # noqa: S101  # an anonymous caller never comes this far
    with connection.cursor() as cursor:
        cursor.execute(_WAY.format(table=connection.ops.quote_name(model._meta.db_table)), [record_id])
        found = cursor.fetchone()
    return found[0] if found else None
