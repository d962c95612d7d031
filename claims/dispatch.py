"""Wake workers after a commit, by task name. What is owed stands in PostgreSQL: a lost message costs a second."""

import logging
import time

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

#: Seconds for which a broker that failed is left alone: a broker that hangs would delay every write by its time-out.
LEFT_ALONE = 5.0
_left_alone_until = 0.0


def wake() -> None:
    """Tell a worker that something is owed; say nothing when the broker is away, beat will."""
    global _left_alone_until  # noqa: PLW0603  # one broker, one process
    if time.monotonic() < _left_alone_until:
        return
    try:
        current_app.send_task("claims.settle", expires=10)
    except (OperationalError, OSError) as error:
        _left_alone_until = time.monotonic() + LEFT_ALONE
        logger.warning("the broker did not take a wake-up: %s", error)


def wake_mass() -> None:
    """Tell the mass worker that more is owed."""
    current_app.send_task("claims.settle_mass", expires=30)
