"""A database server that may be killed, and that keeps what is committed as one in production does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.embedded import application
from config.embedded.postgres import DATABASE, Postgres
from config.embedded.process import Child, Children
from config.embedded.secret import Secrets
from config.embedded.servers import base_environment, socket_folder
from tests.databases import Database
from tests.waiting import until


@dataclass(frozen=True)
class Server:
    """The server and its one database, which is migrated."""

    child: Child
    postgres: Postgres

    @property
    def database(self) -> Database:
        """The database, as the migrations leave it at first."""
        return self.named(DATABASE)

    def named(self, name: str) -> Database:
        """Name a database of this server."""
        url, secrets = self.postgres.url, self.postgres.secrets
        return Database(
            name,
            owner_url=url("contested_owner", secrets.owner, name),
            app_url=url("contested_app", secrets.app, name),
            superuser_url=url("postgres", secrets.superuser, name),
        )

    def start(self) -> None:
        """Start the server again; one that was killed takes a moment to leave its memory to the next."""
        until(self._answers, within=30, every=0.2)

    def _answers(self) -> bool:
        if self.child.returncode() is not None:
            self.child.start()
        try:
            psycopg.connect(self.postgres.app_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def durable(folder: Path) -> Iterator[Server]:
    """Run a server in a folder."""
    env = base_environment()
    with Children(folder / "run", folder / "log") as children:
        postgres = Postgres(folder / "data", socket_folder(folder), Secrets(), env)
        child = postgres.start(children)
        env |= {"DATABASE_URL": postgres.app_url, "DATABASE_OWNER_URL": postgres.owner_url}
        children.run("migrate", application.manage(*application.MIGRATE), env=env)
        yield Server(child, postgres)
