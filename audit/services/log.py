"""The log's writer: turn what is committed into gap-free entries."""

from django.db import connection, transaction

from audit.errors import LogBehindError
from audit.selectors import published


def drain() -> int:
    """Give every committed revision its entry and return the log size, in entries.

    Cheap when nothing is owed. Several at once are harmless: the function takes turns by an advisory lock. Not part
    of a larger transaction, so that the turn is short and no transaction is in the log by half; not under the
    statement timeout, which a long queue would run into again and again.

    Raises:
        LogBehindError: the database has fewer entries than were signed. Indexes that the world knows are not given
            out a second time; what is committed waits in the outbox.
    """
    signed = published.kept_size()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            "WITH log AS (SELECT coalesce(max(index) + 1, 0) AS size FROM audit_entry)"
            " SELECT size, CASE WHEN size >= %s THEN public.audit_drain() END FROM log",
            [signed],
        )
        had, size = cursor.fetchone()
    if size is None:
        raise LogBehindError(had, signed)
    return int(size)
