"""Start the whole stack, seed it through its own API, and keep it running."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from config.embedded import application, servers
from config.embedded.process import ROOT, Children, ProcessError
from config.embedded.secret import write_private
from config.embedded.seed import Newsroom, seed
from config.embedded.state import State
from config.embedded.supervisor import Stopped, stop_on_signals, watch
from config.embedded.valkey import LOOPBACK

#: What a detached stack prints last, before its output goes to its log.
_READY = "\0"
_PROGRAM = (sys.executable, "-P", "-m", "config.embedded")

Say = Callable[[str], None]


def speaker() -> Say:
    """Return a function that prints a step with the seconds since now."""
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - started:6.1f} s  {text}", flush=True)

    return say


def run(state: State, *, port: int, piped: bool = False) -> int:
    """Run the stack in this process until a signal stops it.

    Raises:
        ProcessError: something did not start; what had is stopped again.
        SeedError: the register did not take the scenario.
    """
    stop_on_signals()
    say = speaker()
    is_ready = threading.Event()
    if piped:
        threading.Thread(target=_stop_without_reader, args=(is_ready,), daemon=True).start()
    try:
        state.open()
        _claim(port)
        with Children(state.run, state.log) as children:
            _start(children, state, port=port, say=say)
            is_ready.set()
            if piped:
                _hand_over(state.log / "supervisor.log")
            watch(children, say)
    except (Stopped, BrokenPipeError):
        with suppress(BrokenPipeError):  # whoever waited for the start may be gone
            say("stopped")
    return 0 if is_ready.is_set() else 1


def _stop_without_reader(is_ready: threading.Event) -> None:
    """Stop a start that nobody waits for any more: the reader of standard output was killed."""
    reader = select.poll()
    reader.register(sys.stdout, 0)  # no event but the error that a pipe without a reader has
    reader.poll()
    if not is_ready.is_set():
        os.kill(os.getpid(), signal.SIGTERM)


def _claim(port: int) -> None:
    """Make sure that the port is free before anything is started.

    Raises:
        ProcessError: it is not.
    """
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError as error:
        raise ProcessError(
            f"port {port} cannot be used ({os.strerror(error.errno or 0)}): choose another with --port"
        ) from None


def _start(children: Children, state: State, *, port: int, say: Say) -> None:
    """Bring everything up, in the order in which one thing needs another."""
    secrets = state.secrets()
    found = servers.start(children, state.folder, secrets)
    say("PostgreSQL and Valkey answer")
    env = found.environment(secrets) | state.places
    write_private(state.environment, env)
    children.run("migrate", application.manage(*application.MIGRATE), env=env)
    say("migrated")
    issued = state.folder / "bootstrap.json"
    children.run("bootstrap", application.manage("bootstrap", "--credentials", str(issued)), env=env)
    if not issued.exists():
        raise ProcessError("this database was set up from another state folder, which has its credentials")
    children.run(
        "collectstatic", application.manage("collectstatic", "--no-input", "--verbosity", "0"), env=env
    )
    say("accounts, keys and static files are there")
    application.start(children, state.folder, port=port, env=env)
    url = f"http://{LOOPBACK}:{port}"
    say(f"serving at {url}")
    credentials = {"url": url, **json.loads(issued.read_text())}
    if not state.seeded.exists():
        seed(Newsroom(url, credentials["keys"]["newsroom"]), say)
        state.seeded.touch()
    write_private(state.credentials, credentials)
    _announce(credentials, state, say)


def _announce(credentials: dict[str, Any], state: State, say: Say) -> None:
    """Print what a person needs to begin."""
    say("ready")
    url, admin, keys = credentials["url"], credentials["admin"], credentials["keys"]
    width = max(len(name) for name in keys)
    lines = [
        "",
        f"API          {url}/api/v1/     documentation: {url}/api/v1/docs",
        f"Admin        {url}/admin/      {admin['username']} / {admin['password']}",
        *(f"Key          {name:{width}}  {key}" for name, key in keys.items()),
        f"Credentials  {state.credentials}",
        f"Logs         {state.log}",
        "",
    ]
    print("\n".join(lines), flush=True)


def _hand_over(log: Path) -> None:
    """Tell the waiting front that all is ready, and speak to the log from here on."""
    print(_READY, flush=True)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def detach(state: State, *, port: int) -> int:
    """Run the stack in a process of its own; return once it is ready, or with its failure.

    Until then its output is a pipe to this process: a signal is passed on, and should this process be killed,
    the start ends there.
    """
    stop_on_signals()
    stack = subprocess.Popen(  # noqa: S603 - ourselves
        [*_PROGRAM, "up", "--piped", "--state", str(state.folder), "--port", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    output = stack.stdout or ()
    try:
        for line in output:
            if line.strip("\n") == _READY:
                return 0
            print(line, end="", flush=True)
    except Stopped:
        stack.terminate()
        for line in output:
            print(line, end="", flush=True)
    stack.wait()
    return 1
