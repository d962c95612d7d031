"""The log's side of C2SP tlog-witness: ask one witness for its cosignature under a checkpoint, over HTTP."""

from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

from audit.tree.limited import Allowance, LimitedSocket
from audit.tree.verify import Checkpoint, Key, Note, RefusedError
from audit.tree.witness import PATH, SIZE_TYPE, TEXT_TYPE, Submission, cosigned_by, known_size

#: Bytes of an answer's body; a hundred signatures are less. As many again are read of heads.
LIMIT = 65_536
_REFUSED = {
    400: "it cannot read what it was sent",
    403: "it knows no key that signed this checkpoint",
    404: "it does not know this log",
}

#: Makes the consistency proof from a size on to the one that was signed.
Prove = Callable[[int], Sequence[bytes]]


class NotCosignedError(Exception):
    """A witness did not cosign; the message says why, for the operator of the log."""

    code = "not_cosigned"


class ContradictedError(NotCosignedError):
    """A witness knows something of this log that does not go together with the checkpoint.

    `known` is the size that it knows, where that is larger.
    """

    code = "contradicted"

    def __init__(self, why: str, known: int | None = None) -> None:
        super().__init__(why)
        self.known = known


class _Answer(NamedTuple):
    """Status and body, and the size that a conflict names, if it names one."""

    status: int
    body: str
    size: int | None


def cosign(note: str, *, by: Key, at: str, old: int, prove: Prove, seconds: float) -> str:
    """Return the line by which a witness cosigns a signed checkpoint.

    `at` is its address, `old` the size that it is thought to know. Where it knows another it is asked once more, from
    that one on. Redirects are not followed.

    Raises:
        NotCosignedError: it does not, or not in this time, or says nothing that can be understood.
        ContradictedError: it knows a larger checkpoint of this log, or another history.
    """
    size = Checkpoint.parse(Note.parse(note).text).size
    path = f"{urlsplit(at).path}/{PATH}"
    connection = _connection(at, Allowance(seconds=seconds, size=2 * LIMIT))
    try:
        answer = _ask(connection, path, Submission(old, tuple(prove(old)), note))
        if answer.size is not None and answer.size != old and answer.size <= size:
            old = answer.size
            answer = _ask(connection, path, Submission(old, tuple(prove(old)), note))
    except RefusedError:
        raise  # no proof could be made: our tiles are damaged
    except (OSError, HTTPException, ValueError) as error:
        said = str(error) or type(error).__name__
        raise NotCosignedError(f"no answer: {said[:120]!a}") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise _refusal(answer, old, size)
    try:
        return cosigned_by(note, answer.body, [by]).removeprefix(note)
    except RefusedError as error:
        raise NotCosignedError(f"its answer is no cosignature: {error}") from error


def _refusal(answer: _Answer, old: int, size: int) -> NotCosignedError:
    """Return what it means that a witness did not accept a checkpoint of this size, asked from the old one on."""
    if answer.status == 409:
        if answer.size is not None and answer.size > size:
            why = f"it knows {answer.size} entries of this log, more than the {size} of this checkpoint"
            return ContradictedError(why, answer.size)
        if old == size:
            return ContradictedError(f"it knows another root of this log at {size} entries")
        return NotCosignedError(f"it was asked from {old} entries on, and names {answer.size}")
    if answer.status == 422 and old:
        return ContradictedError(
            f"what it knows of this log at {old} entries is no beginning of this checkpoint"
        )
    return NotCosignedError(_REFUSED.get(answer.status, f"it answers {answer.status}"))


def _ask(connection: HTTPConnection, path: str, submission: Submission) -> _Answer:
    """Send a submission and return what is answered.

    Raises:
        NotCosignedError: the answer is too long, or no text.
    """
    connection.request("POST", path, bytes(submission), {"Content-Type": TEXT_TYPE})
    with connection.getresponse() as response:
        data = response.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise NotCosignedError(f"its answer is longer than {LIMIT} bytes")
    try:
        body = data.decode()
        is_size = response.status == 409 and response.headers.get_content_type() == SIZE_TYPE
        return _Answer(response.status, body, known_size(body) if is_size else None)
    except ValueError as error:
        raise NotCosignedError(f"its answer {data[:80]!r} cannot be understood") from error


class _Limited(HTTPConnection):
    """A connection with one limit over everything from the connecting to the last byte."""

    def __init__(self, host: str, port: int | None, allowed: Allowance) -> None:
        super().__init__(host, port, timeout=allowed.seconds)
        self._allowed = allowed

    def connect(self) -> None:
        """Connect, in the time that is left."""
        self.timeout = self._allowed.left()
        super().connect()
        self.sock = LimitedSocket(self.sock, self._allowed)


class _LimitedTls(_Limited, HTTPSConnection):
    """The same over TLS, with the certificate verified."""


def _connection(address: str, allowed: Allowance) -> HTTPConnection:
    parts = urlsplit(address)
    kind = _LimitedTls if parts.scheme == "https" else _Limited
    return kind(parts.hostname or "", parts.port, allowed)
