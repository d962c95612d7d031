"""Read on in the log, a batch at a time: what came of it and how far it was read are one commit."""

from collections.abc import Callable, Collection, Sequence
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Model

from audit.models import Entry, Follower

#: A record that was written: the table it is in, and its id.
Touched = tuple[str, UUID]


def follow(
    name: str,
    *,
    kinds: Collection[type[Model]],
    act: Callable[[Sequence[Touched]], None],
    batch: int,
    seconds: float,
) -> int:
    """Act on what was written of some kinds since the follower of that name read last; return how many entries.

    After so many seconds the next batch waits for the next turn.
    """
    began, done, is_more = monotonic(), 0, True
    while is_more and monotonic() - began < seconds:
        read, is_more = _turn(name, kinds, act, batch)
        done += read
    return done


@transaction.atomic
def _turn(
    name: str, kinds: Collection[type[Model]], act: Callable[[Sequence[Touched]], None], batch: int
) -> tuple[int, bool]:
    reader = Follower.objects.select_for_update().get(name=name)
    last: int | None = Entry.objects.aggregate(last=Max("index"))["last"]
    if last is None or last < reader.position:
        return 0, False
    tables = [kind._meta.db_table for kind in kinds]
    written = Entry.objects.filter(index__gte=reader.position, index__lte=last, table_name__in=tables)
    entries = list(written.order_by("index").values_list("table_name", "object_id", "index")[:batch])
    is_more = len(entries) == batch
    act([(table, record) for table, record, _ in entries])
    reader.position = entries[-1][2] + 1 if is_more else last + 1
    reader.save(update_fields=["position"])
    return len(entries), is_more
