"""A state folder: everything that one stack keeps, and who runs it."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from config.embedded.process import ProcessError, clear, end, held, hold
from config.embedded.secret import Secrets


@dataclass(frozen=True)
class State:
    """Where a stack's data, logs, secrets and locks are."""

    folder: Path

    @property
    def run(self) -> Path:
        """The locks of the running programs."""
        return self.folder / "run"

    @property
    def log(self) -> Path:
        """One log a program."""
        return self.folder / "log"

    @property
    def environment(self) -> Path:
        """The environment of the running application, for management commands beside it."""
        return self.folder / "environment.json"

    @property
    def places(self) -> dict[str, str]:
        """The variables that tell the application where its files are."""
        return {
            "CONTESTED_STATIC_ROOT": str(self.folder / "static"),
            "CONTESTED_LOG_FOLDER": str(self.folder / "published"),
            "CONTESTED_LOG_HEAD": str(self.folder / "log.head"),
        }

    @property
    def credentials(self) -> Path:
        """What a person needs to use the stack."""
        return self.folder / "credentials.json"

    @property
    def seeded(self) -> Path:
        """Present once the scenario has been posted and settled."""
        return self.folder / "seeded"

    @property
    def _supervisor(self) -> Path:
        return self.folder / "supervisor"

    @property
    def is_running(self) -> bool:
        """Whether a supervisor runs this stack."""
        return held(self._supervisor)

    def secrets(self) -> Secrets:
        """Return the folder's secrets, made on first use."""
        return Secrets.load(self.folder / "secrets.json")

    def open(self) -> None:
        """Make the folder, private, and run it in this process's name until it ends.

        Raises:
            ProcessError: another process does, or the folder cannot be written.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            hold(self._supervisor)
        except BlockingIOError:
            raise ProcessError(f"{self.folder} is running already; `./dev down` stops it") from None
        except OSError as error:
            raise ProcessError(
                f"{self.folder} cannot be used: {os.strerror(error.errno or errno.EIO)}"
            ) from None

    def stop(self) -> bool:
        """Stop the stack and whatever a crash left of it; return whether a supervisor was running."""
        was_running = self.is_running
        end(self._supervisor, grace=90)
        clear(self.run)
        return was_running
