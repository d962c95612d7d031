"""The two servers behind the application: embedded ones, or those that the environment names."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from config.embedded.postgres import Postgres
from config.embedded.process import ROOT, Children, ProcessError
from config.embedded.secret import Secrets
from config.embedded.valkey import Valkey, free_port

# macOS allows 104 bytes, Linux 108.
_LONGEST_SOCKET = 100


@dataclass(frozen=True)
class Servers:
    """Where the servers are; the superuser's URL only if they are ours, the eraser's only if there is one."""

    database_url: str
    database_owner_url: str
    database_eraser_url: str
    redis_url: str
    superuser_url: str = ""

    def environment(self, secrets: Secrets) -> dict[str, str]:
        """Return what a process of the application needs in its environment."""
        return {
            **base_environment(),
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "DATABASE_ERASER_URL": self.database_eraser_url,
            "REDIS_URL": self.redis_url,
            "CONTESTED_SECRET_KEY": secrets.secret_key,
            "CONTESTED_KEY_PEPPER": secrets.key_pepper,
            "CONTESTED_LOG_KEY": secrets.log_key,
        }


def base_environment() -> dict[str, str]:
    """Return this process's environment as children should have it."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def start(children: Children, folder: Path, secrets: Secrets, *, durable: bool = True) -> Servers:
    """Start PostgreSQL and Valkey in `folder`, leaving out what the environment names.

    Raises:
        ProcessError: one of them does not start, or only half of the database is named.
    """
    env = base_environment()
    superuser_url = ""
    database_url, owner_url = os.environ.get("DATABASE_URL", ""), os.environ.get("DATABASE_OWNER_URL", "")
    if bool(database_url) != bool(owner_url):
        raise ProcessError("DATABASE_URL and DATABASE_OWNER_URL belong together: set both, or neither")
    eraser_url = os.environ.get("DATABASE_ERASER_URL", "")
    if not database_url:
        postgres = Postgres(folder / "pgdata", socket_folder(folder), secrets, env, durable)
        postgres.start(children)
        database_url, owner_url, superuser_url = postgres.app_url, postgres.owner_url, postgres.superuser_url
        eraser_url = postgres.eraser_url
    redis_url = os.environ.get("REDIS_URL", "")
    if not redis_url:
        valkey = Valkey(folder / "valkey", free_port(), secrets.broker, env)
        valkey.start(children)
        redis_url = valkey.url
    return Servers(database_url, owner_url, eraser_url, redis_url, superuser_url)


def socket_folder(folder: Path) -> Path:
    """Return where the socket goes: in `folder`, or where that is too long a name for one, in a short place.

    Raises:
        ProcessError: somebody else has taken the short place.
    """
    if len(os.fsencode(folder / ".s.PGSQL.5432")) < _LONGEST_SOCKET:
        return folder
    short = Path(tempfile.gettempdir()) / f"contested-{sha256(os.fsencode(folder)).hexdigest()[:12]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.lstat().st_uid != os.geteuid():
        raise ProcessError(f"{short} belongs to somebody else")
    return short


def files_of_tests() -> Path:
    """Return where tests put files: by user id, since pytest goes by $USER, which sudo and su may leave as it was.

    Not below the folder that goes with the servers: a stack that a test started is ended by what its own folder says.

    Raises:
        ProcessError: somebody else has taken the place.
    """
    place = Path(tempfile.gettempdir()) / f"contested-tests-{os.geteuid()}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.lstat().st_uid != os.geteuid():
        raise ProcessError(f"{place} belongs to somebody else")
    return place


@contextmanager
def throwaway() -> Iterator[tuple[Children, Mapping[str, str]]]:
    """Run servers that keep nothing in a temporary folder; yield them and the application's environment.

    The folder goes when the context is left, and also if this process is killed.
    """
    folder = Path(tempfile.mkdtemp(prefix="contested-test-"))
    with Children(folder / "run", folder / "log", remove=folder) as children:
        secrets = Secrets.load(folder / "secrets.json")
        servers = start(children, folder, secrets, durable=False)
        yield (
            children,
            {
                **servers.environment(secrets),
                "PYTEST_DEBUG_TEMPROOT": str(files_of_tests()),
                "CONTESTED_STATIC_ROOT": str(folder / "static"),
                "CONTESTED_LOG_FOLDER": str(folder / "log-of-tests"),
                "CONTESTED_LOG_HEAD": str(folder / "log.head"),
                "CONTESTED_SUPERUSER_URL": servers.superuser_url,
                # Tests and measurements ask faster than any partner; those of the limits name their own.
                "CONTESTED_LIMITS": "",
            },
        )
