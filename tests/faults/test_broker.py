"""A broker that goes, comes back with its messages or without, hangs, or never answers at all."""

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

from config.embedded import application
from config.embedded.valkey import LOOPBACK, free_port
from tests.faults import held
from tests.faults.writer import Writer
from tests.partner import Dispute, Partner
from tests.stack import Stack
from tests.waiting import rest, until


def answers(stack: Stack) -> bool:
    """Return whether the broker listens."""
    try:
        socket.create_connection((LOOPBACK, stack.broker_port), timeout=1).close()
    except OSError:
        return False
    return True


def start(stack: Stack) -> None:
    """Start the broker and wait until it listens."""
    stack.broker.start()
    until(lambda: answers(stack), within=20)


def test_a_broker_that_comes_back_with_its_messages(stack: Stack, writer: Writer):
    writer.say()
    stack.broker.stop()
    for _ in range(4):
        writer.say()
        rest(0.5)
    start(stack)

    writer.all_is_settled()


def test_a_broker_that_comes_back_without_its_messages(stack: Stack, writer: Writer):
    writer.say()
    stack.broker.kill()
    shutil.rmtree(Path(stack.broker.argv[1]).parent / "appendonlydir")
    for _ in range(4):
        writer.say()
        rest(0.5)
    start(stack)

    writer.all_is_settled()


def test_a_broker_that_goes_while_workers_have_its_messages_in_hand(stack: Stack, writer: Writer):
    with held.before_its_commit(stack.database):
        writer.say()
        held.is_waited_for(stack.database)
        for _ in range(8):  # more than the pool takes at once: the rest wait in the worker
            writer.say()
            rest(0.2)
        stack.broker.kill()
        rest(1)
        start(stack)

    writer.all_is_settled()
    assert stack.interactive.returncode() is None


def test_a_broker_that_hangs_and_goes_on(stack: Stack, writer: Writer):
    os.kill(stack.broker.pid, signal.SIGSTOP)
    try:
        for _ in range(8):
            writer.say()
            rest(1)
    finally:
        os.kill(stack.broker.pid, signal.SIGCONT)

    writer.all_is_settled()


@contextmanager
def deaf_broker() -> Iterator[str]:
    """Listen as a broker would, accept whoever comes, and never say a word; give the URL."""
    kept: list[socket.socket] = []
    with socket.create_server((LOOPBACK, 0)) as server:

        def accept() -> None:
            try:
                while True:
                    kept.append(server.accept()[0])
            except OSError:
                return

        thread = Thread(target=accept)
        thread.start()
        yield f"redis://{LOOPBACK}:{server.getsockname()[1]}/0"
        server.shutdown(socket.SHUT_RDWR)
    thread.join()
    for one in kept:
        one.close()
    assert kept, "nobody called"


def test_a_broker_that_accepts_and_never_answers(stack: Stack, writer: Writer):
    """As one web server sees it; the workers have theirs, and find what is owed without being told."""
    with deaf_broker() as url:
        port = free_port()
        env = {name: value for name, value in stack.env.items() if name not in application.NOT_SERVED}
        web = stack.children.start("deaf-web", application.web(port), env={**env, "REDIS_URL": url})
        address = f"http://{LOOPBACK}:{port}"
        web.wait_until(lambda: application.answers(f"{address}/healthz"), timeout=60)
        with replace(stack, url=address).client() as client:
            theirs = Writer(Dispute(Partner(client)), writer.claims, usual=writer.usual)
            for _ in range(8):
                theirs.say()
                rest(0.5)

            theirs.all_is_settled()
        web.stop()
