"""What a revision costs whoever saves: CPU of this process and of PostgreSQL, as a ratio to a plain save in Django.

Of our triggers, and of simple-history as it comes; of one record in a transaction, and of many in one statement. All
three tables have the same columns. The message that wakes the workers after a commit is no part of it.
"""

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from actors.models import Partner
from audit.attribution import audited_write
from tests.bench import cost
from tests.bench.filling import BY
from tests.stock.models import Note, Plain

#: Records saved one by one in a round, and at once.
ONE_BY_ONE, AT_ONCE = 200, 5_000

Ratios = dict[str, tuple[float, float]]


def new(model: Any) -> Any:
    """Return a record, not saved."""
    return model(slug=uuid4().hex, name="A partner", note="as it was put when it joined")


def written() -> AbstractContextManager[None]:
    """Open a transaction in which our triggers write."""
    return audited_write(by=BY, reason="a save to measure", channel="task")


def one_by_one(model: Any, opened: Callable[[], AbstractContextManager[object]]) -> None:
    """Save records, each in a transaction of its own."""
    for _ in range(ONE_BY_ONE):
        with opened():
            new(model).save(force_insert=True)


def at_once(model: Any, opened: Callable[[], AbstractContextManager[object]]) -> None:
    """Save many records in one statement; simple-history has a function of its own for that."""
    records = [new(model) for _ in range(AT_ONCE)]
    with opened():
        if model is Note:
            bulk_create_with_history(records, Note, batch_size=AT_ONCE)
        else:
            model.objects.bulk_create(records)


def spent(work: Callable[..., None], model: Any) -> float:
    """Return the milliseconds of CPU that some work costs, here and in PostgreSQL."""
    opened = written if model is Partner else transaction.atomic
    began, behind = time.process_time(), cost.database() or 0.0
    work(model, opened)
    return (time.process_time() - began) * 1000 + (cost.database() or 0.0) - behind


def compare(*, rounds: int) -> Ratios:
    """Measure all three in turns; return for each way of saving the ratios of ours and of the stock one."""
    found: Ratios = {}
    for work in (one_by_one, at_once):
        ratios: dict[Any, list[float]] = {Partner: [], Note: []}
        for number in range(rounds + 1):
            costs = {model: spent(work, model) for model in (Plain, Partner, Note)}
            if number:  # the first round fills caches
                for model, each in ratios.items():
                    each.append(costs[model] / costs[Plain])
        ours, stock = (statistics.median(each) for each in ratios.values())
        print(
            f"{work.__name__.replace('_', ' ')}: {ours:.2f} of a plain save; stock simple-history {stock:.2f}",
            flush=True,
        )
        found[work.__name__] = ours, stock
    return found
