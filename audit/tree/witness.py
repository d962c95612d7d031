"""What log and witness say to each other (C2SP tlog-witness), and what a witness decides: no sending, no storing.

A witness keeps one checkpoint for each log. It has to compare and to store in one step, and to store before it
signs: between `judge` and the answer nobody else may have stored another.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Self

from audit.tree.notes import signature
from audit.tree.verify import (
    COSIGNATURE,
    EMPTY_ROOT,
    Checkpoint,
    Key,
    Note,
    RefusedError,
    number,
    open_checkpoint,
    unbase64,
    verify_consistency,
)

PATH = "add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
MOST_LINES = 63


class Submission(NamedTuple):
    """The body of `add-checkpoint`: from which size on, the consistency proof, and the signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read a body.

        Raises:
            RefusedError: it is not in the form of one.
        """
        try:
            head, blank, note = body.decode().partition("\n\n")
        except UnicodeDecodeError as error:
            raise RefusedError("the body is not text") from error
        first, *proof = head.split("\n")
        if not blank or not first.startswith("old ") or len(proof) > MOST_LINES:
            raise RefusedError(f"the body is not an old size, {MOST_LINES} hashes at most and a checkpoint")
        return cls(number(first.removeprefix("old ")), tuple(unbase64(line, 32) for line in proof), note)

    def __bytes__(self) -> bytes:
        proof = [b64encode(step).decode() for step in self.proof]
        return "\n".join([f"old {self.old}", *proof, "", self.note]).encode()


class Answer(NamedTuple):
    """What a witness answers; `accepted` is what it has to store and sign before it does."""

    status: int
    body: str = ""
    content_type: str = TEXT_TYPE
    accepted: Checkpoint | None = None


def judge(body: bytes, *, logs: Mapping[str, Sequence[Key]], latest: Mapping[str, Checkpoint]) -> Answer:
    """Decide on a submission, by the keys of the logs that are known and the last checkpoint cosigned of each.

    With 200 the body of the answer is the cosignature, which is made once `accepted` is stored.
    """
    try:
        old, proof, note = Submission.parse(body)
        head = Checkpoint.parse(Note.parse(note).text)
    except RefusedError as error:
        return Answer(400, f"{error}\n")
    if head.origin not in logs:
        return Answer(404, "this log is not known here\n")
    try:
        open_checkpoint(note, logs[head.origin])
    except RefusedError as error:
        return Answer(403, f"{error}\n")
    return _follows(latest.get(head.origin, Checkpoint(head.origin, 0, EMPTY_ROOT)), head, old, proof)


def _follows(known: Checkpoint, head: Checkpoint, old: int, proof: Sequence[bytes]) -> Answer:
    """Decide on a checkpoint that the log signed, by the last one that is known of it."""
    if old > head.size:
        return Answer(400, "the old size is larger than the checkpoint\n")
    if old != known.size or (old == head.size and head.root != known.root):
        return Answer(409, f"{known.size}\n", SIZE_TYPE)
    try:
        verify_consistency(old=old, old_root=known.root, size=head.size, root=head.root, proof=proof)
    except RefusedError as error:
        return Answer(422, f"{error}\n")
    return Answer(200, accepted=head)


def known_size(body: str) -> int:
    """Return the size that a witness knows, as a 409 says it.

    Raises:
        RefusedError: it says none.
    """
    if not body.endswith("\n"):
        raise RefusedError("the witness named no size")
    return number(body[:-1])


def cosigned_by(note: str, body: str, witnesses: Iterable[Key]) -> str:
    """Return the note with the cosignatures of a witness's answer that are of keys we know; others are left out.

    Raises:
        RefusedError: the answer is not signature lines, or one of a known key does not hold, or none is of one.
    """
    trusted = [key for key in witnesses if key.algorithm == COSIGNATURE]
    text = Note.parse(note).text
    answered = Note.parse(f"{text}\n{body}")
    known = {(key.name, key.id) for key in answered.signed_by(trusted)}
    if not known or answered.text != text:
        raise RefusedError("the witness did not sign this checkpoint with a key that is known")
    had = {line[:2] for line in Note.parse(note).lines}
    return note + "".join(signature(*line) for line in answered.lines if line[:2] in known - had)
