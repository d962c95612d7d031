"""One running register for all tests of this folder, with the scenario posted, spoken to over HTTP only."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from config.embedded.seed import Newsroom, seed
from config.embedded.servers import base_environment
from tests.databases import Databases
from tests.stack import Stack, running


@pytest.fixture(scope="session")
def register(
    databases: Databases, static_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Run the whole application with the scenario in it."""
    database = databases.clone()
    env = {**base_environment(), "CONTESTED_STATIC_ROOT": str(static_root)}
    with running(tmp_path_factory.mktemp("register"), database, env) as started:
        seed(Newsroom(started.url, started.keys["newsroom"]), lambda _: None)
        yield started
    databases.drop(database)


class Caller:
    """A partner's client: a new Idempotency-Key for each POST, unless the caller brings one."""

    def __init__(self, client: httpx.Client) -> None:
        self.http = client

    def get(self, path: str, **headers: str) -> httpx.Response:
        """GET a path under /api/v1."""
        return self.http.get(path, headers=headers)

    def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        """POST a body."""
        return self.http.post(path, json=body, headers={"Idempotency-Key": uuid4().hex, **headers})

    def patch(self, path: str, body: object, etag: str = "*") -> httpx.Response:
        """PATCH a record on the revision of an ETag."""
        return self.http.patch(path, json=body, headers={"If-Match": etag})

    def id_of(self, resource: str, external_id: str) -> str:
        """Return the id of a record of the caller's own."""
        (found,) = self.get(f"{resource}?external_id={external_id}").json()["results"]
        return str(found["id"])


@pytest.fixture(scope="session")
def newsroom(register: Stack) -> Iterator[Caller]:
    """Speak as the newsroom, whose scenario it is."""
    with register.client("newsroom") as client:
        yield Caller(client)


@pytest.fixture(scope="session")
def monitor(register: Stack) -> Iterator[Caller]:
    """Speak as another partner."""
    with register.client("monitor") as client:
        yield Caller(client)


@pytest.fixture(scope="session")
def auditor(register: Stack) -> Iterator[Caller]:
    """Speak as an auditor, who may only read."""
    with register.client("auditor") as client:
        yield Caller(client)
