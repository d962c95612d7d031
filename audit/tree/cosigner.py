"""A witness: it compares a checkpoint with the last one it cosigned of that log, stores it, and cosigns it.

In this order, one submission at a time. Whatever has a cosignature is in the file, so a process that is killed leaves
at most a checkpoint there that nobody got the cosignature of: the log asks again, and gets one.
"""

import logging
from collections.abc import Iterable
from threading import Lock
from time import time

from audit.tree.notes import Signer
from audit.tree.state import State, StateError
from audit.tree.verify import COSIGNATURE, SIGNATURE, Checkpoint, Key, Note
from audit.tree.witness import Answer, Submission, judge

log = logging.getLogger("contested.witness")


class Cosigner:
    """Decides on submissions, and cosigns those that it accepts."""

    def __init__(self, signer: Signer, logs: Iterable[Key], state: State) -> None:
        """Take the witness's key, the keys of the logs that it knows, and what it cosigned of them.

        Raises:
            StateError: one is a key of the wrong kind, or there is no log.
        """
        known: dict[str, list[Key]] = {}
        for key in logs:
            if key.algorithm != SIGNATURE:
                raise StateError(f"{key}: this is the key of a witness, and not of a log")
            known.setdefault(key.name, []).append(key)
        if not known:
            raise StateError("a witness needs the key of a log, of one at least")
        if signer.algorithm != COSIGNATURE:
            raise StateError(f"{signer.key}: this is the key of a log, and not of a witness")
        self._signer, self._logs, self._state, self._turn = signer, known, state, Lock()

    def add(self, body: bytes) -> Answer:
        """Answer a submission.

        Raises:
            OSError: what would be cosigned could not be stored.
        """
        with self._turn:
            answer = judge(body, logs=self._logs, latest=self._state.latest)
            head = answer.accepted
            if head is None:
                self._report(answer, body)
                return answer
            if head != self._state.latest.get(head.origin):
                self._state.store(Submission.parse(body).note, head)
            line = self._signer.line(str(head), at=int(time()))
        log.info("cosigned %a at %d", head.origin, head.size)
        return answer._replace(body=line)

    def _report(self, answer: Answer, body: bytes) -> None:
        """Tell why a checkpoint was not cosigned, and all that was signed where it can be proof against the log."""
        log.warning("refused with %d: %a", answer.status, answer.body.strip())
        if answer.status not in (409, 422):
            return
        note = Submission.parse(body).note
        head = Checkpoint.parse(Note.parse(note).text)
        known = self._state.latest.get(head.origin)
        if known is not None and (
            answer.status == 422 or (known.size == head.size and known.root != head.root)
        ):
            log.error(
                "a checkpoint that does not go on from the last one, or a wrong proof. The log signed %a after %a",
                note,
                self._state.notes[head.origin],
            )
