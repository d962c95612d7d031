"""The secrets of one state folder, made at random on its first use and kept beside its data."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

from audit.tree.notes import Signer

_new = partial(secrets.token_urlsafe, 32)


@dataclass(frozen=True)
class Secrets:
    """Passwords of the four database roles and of the broker, the application's own keys, and the log's."""

    superuser: str = field(default_factory=_new)
    owner: str = field(default_factory=_new)
    app: str = field(default_factory=_new)
    eraser: str = field(default_factory=_new)
    broker: str = field(default_factory=_new)
    secret_key: str = field(default_factory=partial(secrets.token_urlsafe, 48))  # Django asks for 50 letters
    key_pepper: str = field(default_factory=_new)
    log_key: str = field(default_factory=lambda: Signer.generate(f"localhost/{secrets.token_hex(4)}").secret)

    @classmethod
    def load(cls, file: Path) -> Self:
        """Return the secrets kept in `file`; those that it lacks are made and written first."""
        kept = json.loads(file.read_text()) if file.exists() else {}
        found = cls(**kept)
        if asdict(found) != kept:
            write_private(file, asdict(found))
        return found


def write_private(file: Path, content: object) -> None:
    """Write JSON that only this user can read: whole, or not at all."""
    unfinished = file.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        json.dump(content, opened, indent=2)
        opened.write("\n")
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(file)
