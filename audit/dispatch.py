"""Wake workers after a commit, by task name. What is owed stands in PostgreSQL: a lost message costs a second.

Messages leave on a thread of their own, so that a broker that is away, slow or silent holds up no write; wakes that
come while one is under way become one.
"""

import logging
from threading import Condition, Event, Thread

from celery import Celery

logger = logging.getLogger(__name__)

#: Seconds for which a broker that failed is left alone.
LEFT_ALONE = 2.0

#: Sends by name and runs nothing, so it knows no task.
app = Celery("contested", set_as_current=False, fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")


def wake_sequencer(_channel: str) -> None:
    """Tell the sequencer that something was committed, by whomever: what workers write is sealed like the rest."""
    _sequencer.wake("audit.seal")


class Messenger:
    """Sends each wake that is due, once, from a thread that starts with the first; loses it where it cannot.

    Two messages are so many seconds apart: a thousand writes in a second need no thousand wakes.
    """

    def __init__(self, app: Celery, *, pause: float) -> None:
        self._app = app
        self._pause = pause
        self._due: set[str] = set()
        self._changed = Condition()
        self._thread: Thread | None = None

    def wake(self, task: str) -> None:
        """Have a task sent soon; never waits for the broker."""
        with self._changed:
            self._due.add(task)
            # A process forked from this one has no thread yet.
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._send_forever, name="dispatch", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _send_forever(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._due)
                due, self._due = self._due, set()
            Event().wait(self._pause if self._send(due) else LEFT_ALONE)

    def _send(self, due: set[str]) -> bool:
        try:
            for task in due:
                self._app.send_task(task, expires=10)
        except Exception as error:  # noqa: BLE001 - whatever it is, beat wakes a worker within a second
            logger.warning("the broker did not take a wake-up: %s", error)
            return False
        return True


#: One that is sealing takes in whatever is committed before its turn, so it need not be told more often.
_sequencer = Messenger(app, pause=0.25)
