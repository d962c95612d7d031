"""How far behind the workers are."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from audit.models import Entry, Follower
from claims.models import Debt
from claims.selectors.bearing import KINDS
from claims.selectors.consensus import FOLLOWER

#: When the revision was written that has waited longest in the outbox: its history table knows.
_WRITTEN = "SELECT history_date FROM {history} WHERE history_id = %s"


def owed_claims() -> int:
    """Return how many claims are owed a recompute, as far as the log has been read."""
    return Debt.objects.values("claim_id").distinct().count()


def log_size() -> int:
    """Return how many entries the log has."""
    last: int | None = Entry.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def oldest_age() -> float | None:
    """Return for how many seconds the recompute owed longest has been owed; None where none is.

    What was written and not read by any worker yet counts too: where all workers are gone, nobody notes a debt.
    """
    since = [moment for moment in (_noted(), _unread(), _undrained()) if moment is not None]
    return round(max(timezone.now() - min(since), timedelta()).total_seconds(), 1) if since else None


def _noted() -> datetime | None:
    noted: datetime | None = Debt.objects.aggregate(first=Min("owed_at"))["first"]
    return noted


def _unread() -> datetime | None:
    """Return when the first entry that may bear on a claim and is not read yet was drained."""
    position = Follower.objects.values("position").filter(name=FOLLOWER)
    unread = Entry.objects.filter(index__gte=position, table_name__in=list(KINDS)).order_by("index")
    return unread.values_list("drained_at", flat=True).first()


def _undrained() -> datetime | None:
    """Return when the first revision that may bear on a claim and has no entry yet was written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.history_table, o.history_id FROM audit_outbox o JOIN audit_schema s ON s.digest = o.schema"
            " WHERE o.table_name = ANY(%s) ORDER BY o.id LIMIT 1",
            [list(KINDS)],
        )
        first = cursor.fetchone()
        if first is None:
            return None
        history, history_id = first
        cursor.execute(_WRITTEN.format(history=connection.ops.quote_name(history)), [history_id])
        (written,) = cursor.fetchone()
    moment: datetime = written
    return moment
