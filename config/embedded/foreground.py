"""Commands that run in the terminal, beside the servers they need."""

import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from config.embedded import application, servers
from config.embedded.process import Children
from config.embedded.state import State
from config.embedded.supervisor import Stopped, stop_on_signals

#: The whole suite on every core, a file of tests on one of them. More than four would outrun one PostgreSQL.
_SHARED_OUT = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder")


def test(arguments: list[str]) -> int:
    """Run pytest on throw-away servers.

    Raises:
        ProcessError: a server does not start.
    """
    return _on_throwaway("pytest", pytest(arguments))


def pytest(arguments: list[str]) -> list[str]:
    """Return the command line of pytest: in several processes, unless some tests were named or marked."""
    is_whole = not any(Path(each.split("::")[0]).exists() or each.startswith("-m") for each in arguments)
    return [sys.executable, "-P", "-m", "pytest", *(_SHARED_OUT if is_whole else ()), *arguments]


def bench(name: str, arguments: list[str]) -> int:
    """Run a measurement of `tests/bench` on throw-away servers.

    Raises:
        ProcessError: a server does not start.
    """
    return _on_throwaway("bench", [sys.executable, "-P", "-m", f"tests.bench.{name}", *arguments])


def prove(*, is_short: bool) -> NoReturn:
    """Become what runs every test and measurement of the record, for one table; each brings its own servers."""
    command = [sys.executable, "-P", "-m", "tests.prove", *(["--short"] if is_short else [])]
    os.execve(command[0], command, servers.base_environment())  # noqa: S606 - our own command


def manage(state: State, arguments: list[str]) -> int:
    """Run a management command beside the running stack, or with servers of its own on the same state.

    Raises:
        ProcessError: a server does not start.
    """
    command = application.manage(*arguments)
    if state.is_running:
        os.execve(command[0], command, json.loads(state.environment.read_text()))  # noqa: S606 - our own command
    stop_on_signals()
    try:
        state.open()
        with Children(state.run, state.log) as children:
            secrets = state.secrets()
            env = servers.start(children, state.folder, secrets).environment(secrets) | state.places
            return _run(children, "manage", command, env)
    except Stopped:
        return 128 + signal.SIGTERM


def _on_throwaway(name: str, command: list[str]) -> int:
    """Run a command on servers that go with it, whatever happens."""
    stop_on_signals()
    try:
        with servers.throwaway() as (children, env):
            return _run(children, name, command, env)
    except Stopped:
        return 128 + signal.SIGTERM


def _run(children: Children, name: str, command: list[str], env: Mapping[str, str]) -> int:
    """Run a command that has the terminal, and with it Ctrl-C, to itself."""
    signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN, which the command would inherit
    return children.foreground(name, command, env=env)
