"""Witnesses that a test has at work, away, lying or silent, and what is published with their help."""

import socket
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event

from django.conf import settings
from pytest_django import Settings

from audit.selectors import published
from audit.services import heads
from audit.tree import verify
from audit.tree.notes import Signer, signature
from audit.tree.policy import Policy
from audit.tree.verify import COSIGNATURE, Key
from tests.audit.tree.loopback import accepting, remembering, saying, serving, taken


class Others:
    """The witnesses of a test: each may be at work, away, lying or silent, and change over."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.signers = [Signer.generate(f"w{number}.example", algorithm=COSIGNATURE) for number in range(3)]
        self.asked: dict[int, str] = {}
        self._running = defaultdict[int, ExitStack](ExitStack)

    @property
    def keys(self) -> list[Key]:
        return [signer.key for signer in self.signers]

    def at_work(self, number: int, *, state: str = "") -> None:
        """Have a witness at work, with what it remembers."""
        self.dead(number)
        (log,), signer = heads.signers(), self.signers[number]
        file = self.folder / (state or f"{number}")
        witness = self._running[number].enter_context(remembering(file, log.key, signer=signer))
        self.asked[number] = self._running[number].enter_context(serving(witness))

    def answering(self, number: int, talk: Callable[[socket.socket], object]) -> None:
        """Have something else in the place of a witness."""
        self.dead(number)
        self.asked[number] = self._running[number].enter_context(accepting(talk))

    def dead(self, number: int) -> None:
        """Have nobody there."""
        self._running[number].close()
        with socket.create_server(("127.0.0.1", 0)) as opened:
            self.asked[number] = f"http://127.0.0.1:{opened.getsockname()[1]}"

    def lying(self, number: int) -> None:
        """Have one that signs with a key of its own, under the name and the id of the other's."""
        signer = self.signers[number]
        forger = Signer.generate(signer.name, algorithm=COSIGNATURE)
        ((_, _, blob),) = verify.Note.parse(f"x\n\n{forger.line('x' + chr(10), at=7)}").lines
        self.answering(number, saying("200 OK", signature(signer.name, signer.key.id, blob)))

    def silent(self, number: int) -> None:
        """Have one that takes what it is sent and never answers."""
        gone = Event()
        self.answering(number, lambda caller: (taken(caller), gone.wait(60)))
        self._running[number].callback(gone.set)

    def require(self, least: int) -> None:
        """Ask for so many of those that are there."""
        pairs = [f"{address}={self.signers[number].key}" for number, address in sorted(self.asked.items())]
        self.settings.LOG_WITNESSES = Policy.parse(" ".join([str(least), *pairs]))

    def leave(self) -> None:
        """Have none of them there any more."""
        for running in self._running.values():
            running.close()


def cosigned_by(note: str | None) -> list[str]:
    """Return the names of the witnesses under a checkpoint, once all signatures were verified."""
    keys = [signer.key for signer in heads.signers()]
    signed = verify.open_checkpoint(note or "", [*keys, *settings.LOG_WITNESSES.addresses])
    return sorted(key.name for key, _ in signed.witnesses)


def behind() -> int:
    """Return how far publishing is behind sealing."""
    return published.unpublished()
