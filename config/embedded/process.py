"""Child processes that can always be found again, and ended, by whoever comes after their parent.

A child inherits an open file that carries an exclusive lock, and writes its own pid there before it becomes
the program that was asked for. The kernel drops the lock with the last process that holds the file, so a held
lock means "alive", and the pid beneath it is ours: there is no list of pids to go stale, and no stranger with
a reused pid to end by mistake. A stop, a crash of the parent and the next start all `clear` children alike.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]

#: Seconds a child has to end after its signal, before it and its group are killed.
GRACE = 10.0
#: Seconds between two looks at something that is awaited.
TICK = 0.02
# To look at a lock is to take it for a moment, which must not pass for a process that holds it.
_LOOK = 0.3

# `$$` is the pid that the program keeps, since exec does not change it.
_SHIM = 'echo "$$ $1" >"$2"; shift 2; exec "$@"'


class ProcessError(Exception):
    """A child did not start, or ended as it should not have."""


def held(file: Path) -> bool:
    """Return whether a living process holds the lock on `file`."""
    try:
        with file.open() as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def hold(file: Path, *, stop: signal.Signals = signal.SIGTERM) -> int:
    """Lock `file` in this process's own name and return the descriptor that keeps it.

    Raises:
        BlockingIOError: another process holds it.
    """
    descriptor = _lock(file)
    os.write(descriptor, f"{os.getpid()} {int(stop)}\n".encode())
    return descriptor


def _lock(file: Path) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + _LOOK
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise
            time.sleep(TICK)
        else:
            os.ftruncate(descriptor, 0)
            return descriptor


def end(file: Path, *, grace: float = GRACE) -> None:
    """End the process that holds `file`, and its group: first as it likes to be asked, then by force.

    Raises:
        ProcessError: it is still there after having been killed.
    """
    asked = False
    deadline = time.monotonic() + grace
    while held(file):
        pid, stop = _read(file)
        late = time.monotonic() > deadline
        if late and time.monotonic() > deadline + GRACE:
            raise ProcessError(f"process {pid} ({file.name}) cannot be ended")
        if pid and (late or not asked):
            asked = _signal(pid, signal.SIGKILL if late else stop) or asked
        time.sleep(TICK)


def _read(file: Path) -> tuple[int, signal.Signals]:
    """Return pid and stop signal, or a pid of 0 for a child that is only just being born."""
    words = file.read_text().split()
    return (int(words[0]), signal.Signals(int(words[1]))) if len(words) == 2 else (0, signal.SIGTERM)


def _signal(pid: int, number: signal.Signals) -> bool:
    """Signal the process (or its whole group, to kill); a leader that is gone leaves only a group to kill."""
    try:
        if number != signal.SIGKILL:
            os.kill(pid, number)
            return True
    except ProcessLookupError:
        number = signal.SIGKILL
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, number)
        except ProcessLookupError:
            continue
        return True
    return False


def clear(run: Path, *, grace: float = GRACE) -> None:
    """End every process of a run folder, the latest first."""
    for file in sorted(run.glob("*"), reverse=True):
        end(file, grace=grace)


class Child:
    """One program of the stack, which may be started again after it ended.

    Without a log it has the terminal and the process group of this process.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        *,
        file: Path,
        log: Path | None,
        env: Mapping[str, str],
        stop: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.argv = list(argv)
        self.log = log
        self.env = dict(env)
        self._file = file
        self._stop = stop
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The pid of the running program.

        Raises:
            ProcessError: it has not been started.
        """
        if self._process is None:
            raise ProcessError(f"{self.name} has not been started")
        return self._process.pid

    def start(self) -> None:
        """Start the program in a session of its own, after ending what a former run of it left behind."""
        end(self._file, grace=0)
        descriptor = _lock(self._file)
        shim = ["/bin/sh", "-c", _SHIM, "sh", str(int(self._stop)), str(self._file)]
        streams: dict[str, Any] = {}
        try:
            with ExitStack() as opened:
                if self.log:
                    log = opened.enter_context(self.log.open("ab"))
                    streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
                self._process = subprocess.Popen(  # noqa: S603 - our own programs; no shell reads an argument
                    [*shim, *self.argv],
                    env=self.env,
                    cwd=ROOT,
                    pass_fds=[descriptor],
                    start_new_session=self.log is not None,
                    **streams,
                )
        finally:
            os.close(descriptor)

    def returncode(self) -> int | None:
        """Return how the program ended, or None while it runs."""
        return self._process.poll() if self._process else None

    def kill(self) -> None:
        """Kill the program and its group at once, as a crash would."""
        _signal(self.pid, signal.SIGKILL)
        self.wait(timeout=GRACE)

    def stop(self, *, grace: float = GRACE) -> None:
        """End the program as it likes to be asked."""
        end(self._file, grace=grace)
        self.wait(timeout=GRACE)

    def wait(self, *, timeout: float | None = None) -> int:
        """Return the exit status once the program has ended.

        Raises:
            ProcessError: it has not ended in time.
        """
        if self._process is None:
            raise ProcessError(f"{self.name} has not been started")
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise ProcessError(f"{self.name} has not ended within {timeout:.0f} s") from None

    def wait_until(self, ready: Callable[[], bool], *, timeout: float) -> None:
        """Wait until `ready()` holds.

        Raises:
            ProcessError: the program ended first, or time ran out; with the end of its log.
        """
        deadline = time.monotonic() + timeout
        while not ready():
            if (code := self.returncode()) is not None:
                raise ProcessError(f"{self.name} ended with status {code}:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise ProcessError(f"{self.name} was not ready after {timeout:.0f} s:\n{self.tail()}")
            time.sleep(TICK)

    def tail(self, lines: int = 15) -> str:
        """Return the last lines of the log."""
        text = self.log.read_text(errors="replace") if self.log else ""
        return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


class Children:
    """The programs of one run folder: started in order, ended in reverse, whatever becomes of this process.

    A guard process waits for the end of this one and then clears the folder. So `kill -9` leaves nothing
    running, and an ordinary stop takes the same path as a crash.
    """

    def __init__(self, run: Path, log: Path, *, remove: Path | None = None) -> None:
        self.run_folder = run
        self.log_folder = log
        self._remove = remove
        self._children: dict[str, Child] = {}

    def __enter__(self) -> Self:
        """End what a former owner of the folder left, and set the guard."""
        for folder in (self.run_folder, self.log_folder):
            folder.mkdir(parents=True, exist_ok=True)
        clear(self.run_folder)
        remove = [str(self._remove)] if self._remove else []
        with (self.log_folder / "guard.log").open("ab") as log:
            self._guard = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", "config.embedded.guard", str(self.run_folder), *remove],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                cwd=ROOT,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the guard end everything; should it have been killed, do its work."""
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()
        clear(self.run_folder)
        for child in self._children.values():
            child.returncode()

    def __iter__(self) -> Iterator[Child]:
        return iter(self._children.values())

    def __getitem__(self, name: str) -> Child:
        return self._children[name]

    def start(
        self, name: str, argv: Sequence[str], *, env: Mapping[str, str], stop: signal.Signals = signal.SIGTERM
    ) -> Child:
        """Start a program that is to stay, and return it."""
        child = self._child(name, argv, env=env, stop=stop)
        self._children[name] = child
        child.start()
        return child

    def run(self, name: str, argv: Sequence[str], *, env: Mapping[str, str], timeout: float = 300) -> None:
        """Run a program to its end.

        Raises:
            ProcessError: it failed or took too long; with the end of its log.
        """
        child = self._child(name, argv, env=env)
        child.start()
        if code := child.wait(timeout=timeout):
            raise ProcessError(f"{name} ended with status {code}:\n{child.tail()}")

    def foreground(self, name: str, argv: Sequence[str], *, env: Mapping[str, str]) -> int:
        """Run a program to its end in this terminal and return its exit status."""
        child = self._child(name, argv, env=env, logged=False)
        child.start()
        return child.wait()

    def _child(
        self,
        name: str,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        stop: signal.Signals = signal.SIGTERM,
        logged: bool = True,
    ) -> Child:
        """Make a child that is ended before those that were started earlier."""
        return Child(
            name,
            argv,
            file=self.run_folder / f"{len(self._children):02}.{name}",
            log=self.log_folder / f"{name}.log" if logged else None,
            env=env,
            stop=stop,
        )
