"""The whole application as processes, for tests from end to end and for faults."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from config.embedded import application
from config.embedded.process import Child, Children, clear
from config.embedded.valkey import LOOPBACK, Valkey, free_port
from tests.databases import Database

# Each call is news to httpx, and a failed test's report would be full of them.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Stack:
    """A running stack. Each child has a pid and can be killed, stopped and started again."""

    url: str
    broker_port: int
    database: Database
    env: Mapping[str, str]
    keys: Mapping[str, str]
    admin: Mapping[str, str]
    children: Children

    @property
    def web(self) -> Child:
        """The web server."""
        return self.children["web"]

    @property
    def interactive(self) -> Child:
        """The worker of the interactive queue."""
        return self.children["interactive"]

    @property
    def mass(self) -> Child:
        """The worker of the mass queue."""
        return self.children["mass"]

    @property
    def sealing(self) -> Child:
        """The sequencer's worker."""
        return self.children["sealing"]

    @property
    def beat(self) -> Child:
        """The clock."""
        return self.children["beat"]

    @property
    def broker(self) -> Child:
        """The broker: this stack's own."""
        return self.children["valkey"]

    def client(self, name: str = "newsroom") -> httpx.Client:
        """Return a client that speaks with a key issued by the bootstrap: newsroom, monitor or auditor."""
        return httpx.Client(
            base_url=f"{self.url}/api/v1/",
            headers={"Authorization": f"Bearer {self.keys[name]}"},
            timeout=30,
        )


@contextmanager
def running(folder: Path, database: Database, env: Mapping[str, str]) -> Iterator[Stack]:
    """Run web server, workers, beat and a broker of their own on a database with bootstrap data."""
    with Children(folder / "run", folder / "log") as children:
        broker = Valkey(folder / "valkey", free_port(), "broker-of-tests", env)
        broker.start(children)
        env = {
            **env,
            "DATABASE_URL": database.app_url,
            "DATABASE_OWNER_URL": database.owner_url,
            "REDIS_URL": broker.url,
            "CONTESTED_LOG_FOLDER": str(folder / "published"),
            "CONTESTED_LOG_HEAD": str(folder / "log.head"),
        }
        issued = folder / "bootstrap.json"
        children.run("bootstrap", application.manage("bootstrap", "--credentials", str(issued)), env=env)
        port = free_port()
        application.start(children, folder, port=port, env=env)
        yield Stack(
            url=f"http://{LOOPBACK}:{port}",
            broker_port=broker.port,
            database=database,
            env=env,
            children=children,
            **json.loads(issued.read_text()),
        )
        clear(folder / "run", grace=0)  # an orderly stop takes seconds, and nothing here is to be kept
