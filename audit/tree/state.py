"""What a witness remembers: one file, which one process at a time may have, and which it cannot do without."""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path

from audit.tree import files
from audit.tree.verify import Checkpoint, Key, Note


class StateError(Exception):
    """A witness cannot work with what it was given; the message says why, for its operator."""

    code = "witness_state"


class State:
    """The checkpoints that a witness cosigned last, by the origins of their logs, as the logs signed them."""

    def __init__(self, file: Path, key: Key) -> None:
        """Read the file of the witness with this key, and let no other process have it.

        Raises:
            StateError: it is not there, or not whole, or another witness's, or in use.
        """
        self._file, self._key = file.resolve(), key
        self._lock = _locked(self._file)
        try:
            self.notes, self.latest = _read(self._file, key)
        except BaseException:
            self.close()
            raise

    def store(self, note: str, head: Checkpoint) -> None:
        """Have a checkpoint on disk as the last of its log; it counts only once it is there.

        Raises:
            OSError: it could not be written.
        """
        notes = {**self.notes, head.origin: note}
        files.replace(self._file, _written(self._key, notes))
        self.notes, self.latest = notes, {**self.latest, head.origin: head}

    def close(self) -> None:
        """Let another process have the file."""
        os.close(self._lock)


def create(file: Path, key: Key) -> None:
    """Write the state of a witness that has cosigned nothing yet.

    Raises:
        FileExistsError: the file is there.
    """
    files.create(file, _written(key, {}), mode=0o644)


def _written(key: Key, notes: Mapping[str, str]) -> bytes:
    document = {"key": str(key), "logs": notes}
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _read(file: Path, key: Key) -> tuple[Mapping[str, str], Mapping[str, Checkpoint]]:
    """Return the notes in a file, and what they state."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        owner, notes = str(document["key"]), dict(document["logs"])
        latest = {origin: Checkpoint.parse(Note.parse(note).text) for origin, note in notes.items()}
    except FileNotFoundError as error:
        raise StateError(
            f"{file}: not there. A witness that does not know what it cosigned must not go on under its key: find"
            " the file, or make another witness with `contested witness-key`"
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateError(f"{file}: cannot be read as the state of a witness: {error!r}") from error
    if owner != str(key):
        raise StateError(f"{file}: this is the state of the witness {owner}, and the key is that of {key}")
    if any(head.origin != origin for origin, head in latest.items()):
        raise StateError(f"{file}: a checkpoint stands under the name of another log")
    return notes, latest


def _locked(file: Path) -> int:
    """Lock what stands beside a file, which itself is replaced each time. The kernel unlocks it with the process."""
    try:
        descriptor = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StateError(f"{file}.lock: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise StateError(f"{file}: another process has it") from error
    return descriptor
