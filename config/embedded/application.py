"""The four programs of the application, as every stack on one machine runs them."""

import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from config.embedded.process import Child, Children
from config.embedded.valkey import LOOPBACK

_PYTHON = (sys.executable, "-P", "-m")
_CELERY = (*_PYTHON, "celery", "-A", "config.celery")
# Workers need no news of each other, and waiting for it would cost a second at every start.
_WORKER = ("--without-gossip", "--without-mingle", "--loglevel", "info")

#: The management command that migrates, as the owner.
MIGRATE = ("migrate", "--database", "owner", "--no-input")


def manage(*arguments: str) -> list[str]:
    """Return the command line of a management command."""
    return [*_PYTHON, "django", *arguments]


#: What none of the programs gets.
NOT_SERVED = frozenset({"DATABASE_OWNER_URL", "DATABASE_ERASER_URL"})
#: How many processes and threads serve, unless the environment says otherwise (docs/adr/0012-granian.md).
SERVING = {"GRANIAN_WORKERS": "1", "GRANIAN_BLOCKING_THREADS": "4"}


def web(port: int) -> list[str]:
    """Return the command line of the web server."""
    listen = ("--interface", "wsgi", "--host", LOOPBACK, "--port", str(port))
    return [*_PYTHON, "granian", *listen, "--no-ws", "config.wsgi:application"]


def worker(queue: str, concurrency: int) -> list[str]:
    """Return the command line of one queue's worker: a mass recompute never delays an interactive one."""
    return [*_CELERY, "worker", "-Q", queue, "-n", f"{queue}@%h", "-c", str(concurrency), *_WORKER]


def beat(schedule: Path) -> list[str]:
    """Return the command line of the clock that wakes the followers."""
    return [*_CELERY, "beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "info"]


def start(children: Children, folder: Path, *, port: int, env: Mapping[str, str]) -> list[Child]:
    """Start web server, workers and beat against servers that are migrated, and return them once ready.

    Raises:
        ProcessError: one of them does not come up.
    """
    # The owner's password is for migrations, the eraser's for people; what serves the world logs in as the application.
    env = {name: value for name, value in env.items() if name not in NOT_SERVED}
    # And nobody signs but the sequencer.
    unsigned = {name: value for name, value in env.items() if name != "CONTESTED_LOG_KEY"}
    started = [
        children.start("web", web(port), env=SERVING | unsigned),
        children.start("interactive", worker("interactive", 2), env=unsigned),
        children.start("mass", worker("mass", 1), env=unsigned),
        children.start("sealing", worker("sealing", 1), env=env),
        children.start("beat", beat(folder / "celerybeat-schedule"), env=unsigned),
    ]
    started[0].wait_until(lambda: answers(f"http://{LOOPBACK}:{port}/readyz"), timeout=90)
    return started


def answers(url: str) -> bool:
    """Return whether `url` answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - built from our own loopback address
            return bool(response.status == 200)
    except OSError:
        return False
