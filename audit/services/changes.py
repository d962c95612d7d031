"""The follower that keeps the change log: a row for each entry, filled once, in the order of the log."""

import logging

from django.db import connection, transaction

from audit.models import Change, Entry, Follower, Schema

logger = logging.getLogger(__name__)

#: The follower's name; its position is the index below which every entry has its row.
FOLLOWER = "changes"
#: Entries read in one turn.
BATCH = 2_000


def follow() -> int:
    """Give every entry that stands its row in the change log, and return how many were given theirs.

    Rows and the new position are one commit, so a crash leaves neither a gap nor a row to be written twice; several
    followers at once take turns at the position.
    """
    total = 0
    while True:
        with transaction.atomic():
            reader = Follower.objects.select_for_update().get(name=FOLLOWER)
            newest = Entry.objects.order_by("-index").values_list("index", flat=True).first()
            size = 0 if newest is None else newest + 1
            end = min(size, reader.position + BATCH)
            if end <= reader.position:
                return total
            added = _add(reader.position, end)
            if added < end - reader.position:
                # Only tampering gets here. What follows must be told all the same; the gap in the indexes stays.
                logger.error(
                    "revisions are missing below log size %s: %s", end, end - reader.position - added
                )
            reader.position = end
            reader.save(update_fields=["position"])
        total += added
        if end == size:
            return total


def rebuild() -> int:
    """Empty the change log and read it again from the log's beginning; return how many rows it has then.

    Until the last turn is done readers find fewer changes than there are, and none that is wrong.
    """
    with transaction.atomic():
        reader = Follower.objects.select_for_update().get(name=FOLLOWER)
        Change.objects.all().delete()
        reader.position = 0
        reader.save(update_fields=["position"])
    return follow()


def _add(start: int, end: int) -> int:
    """Add the rows of the entries from `start` to before `end`, shape by shape; return how many."""
    digests = Entry.objects.filter(index__gte=start, index__lt=end).values("schema").distinct()
    added = 0
    with connection.cursor() as cursor:
        # A turn reads few rows of long tables, each by its index. After a bulk write the planner knows neither of
        # them, and would read a whole index for each row.
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off"
        )
        for schema in Schema.objects.filter(digest__in=digests):
            cursor.execute(_insertion(schema), [start, end, schema.digest])
            added += cursor.rowcount
    return added


def _insertion(schema: Schema) -> str:
    """Return the statement that reads revisions of one shape against the ones before them.

    Of a first revision every column counts that says something. Compared as values, not as text: what the API tells
    as a difference and what is found by its name are the same.
    """
    quote = connection.ops.quote_name
    history = quote(schema.history_table)
    columns = [column for column in schema.columns if column not in ("id", "revision")]
    changed = ", ".join(
        f"CASE WHEN CASE WHEN f.history_id IS NULL THEN to_jsonb(h.{quote(column)}) NOT IN ('\"\"', '[]')"
        f" ELSE h.{quote(column)} IS DISTINCT FROM f.{quote(column)} END THEN '{column}' END"
        for column in columns
    )
    withdrawn = (
        "WHEN h.withdrawn_at IS NOT NULL AND f.withdrawn_at IS NULL THEN 'withdraw'"
        if "withdrawn_at" in columns
        else ""
    )
    return f"""
        INSERT INTO {quote(Change._meta.db_table)} (
            index, table_name, object_id, history_id, former, revision, at, account, partner, key, channel,
            request_id, reason, operation, fields
        )
        SELECT e.index, e.table_name, e.object_id, e.history_id, f.history_id, h.revision, h.history_date,
            h.history_user_id, h.history_partner_id, h.history_key_id, h.history_channel, h.history_request_id,
            coalesce(h.history_change_reason, ''),
            CASE WHEN h.history_type = '-' THEN 'delete' {withdrawn}
                WHEN h.history_type = '+' THEN 'create' ELSE 'update' END,
            CASE WHEN h.history_type = '-' THEN '{{}}' ELSE array_remove(ARRAY[{changed}], NULL) END
        FROM audit_entry e
        JOIN {history} h ON h.history_id = e.history_id
        LEFT JOIN LATERAL (
            SELECT r.* FROM audit_entry p JOIN {history} r ON r.history_id = p.history_id
            WHERE p.object_id = e.object_id AND p.table_name = e.table_name AND p.index < e.index
            ORDER BY p.index DESC LIMIT 1
        ) f ON h.history_type = '~'
        WHERE e.index >= %s AND e.index < %s AND e.schema = %s
    """  # noqa: S608  # names of our own tables and columns
