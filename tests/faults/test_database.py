"""A database that is restarted, or crashes, under the whole stack."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from config.embedded import application
from config.embedded.postgres import Postgres
from config.embedded.process import Child, Children
from config.embedded.secret import Secrets
from config.embedded.servers import base_environment, socket_folder
from tests.databases import Database
from tests.partner import Dispute, Partner
from tests.stack import Stack, running
from tests.waiting import until

#: Connections that the web server keeps to the database.
POOL = 8

_TWICE = """
SELECT claim_id FROM (
    SELECT claim_id, body, lag(body) OVER (PARTITION BY claim_id ORDER BY log_size) AS former FROM claims_determination
) d WHERE body = former
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Child, Postgres]]:
    """Run a database server of this module's own, which keeps what is committed."""
    folder = tmp_path_factory.mktemp("postgres")
    env = base_environment()
    with Children(folder / "run", folder / "log") as children:
        postgres = Postgres(folder / "data", socket_folder(folder), Secrets(), env)
        child = postgres.start(children)
        env |= {"DATABASE_URL": postgres.app_url, "DATABASE_OWNER_URL": postgres.owner_url}
        children.run("migrate", application.manage(*application.MIGRATE), env=env)
        yield child, postgres


@pytest.fixture(scope="module")
def stack(
    server: tuple[Child, Postgres], static_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Run the whole application on it."""
    postgres = server[1]
    database = Database("contested", postgres.owner_url, postgres.app_url, postgres.superuser_url)
    env = {**base_environment(), "CONTESTED_STATIC_ROOT": str(static_root)}
    with running(tmp_path_factory.mktemp("stack"), database, env) as started:
        yield started


def start(server: tuple[Child, Postgres]) -> None:
    """Start the server again; one that was killed takes a moment to leave its memory to the next."""
    child, postgres = server

    def answers() -> bool:
        if child.returncode() is not None:
            child.start()
        try:
            psycopg.connect(postgres.app_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    until(answers, within=30, every=0.2)


@pytest.mark.parametrize("how", ["restarted", "crashed"])
def test_every_write_answered_is_kept_and_every_claim_settled(
    how: str, stack: Stack, server: tuple[Child, Postgres]
):
    with stack.client() as client, ThreadPoolExecutor(2 * POOL) as crowd:
        dispute = Dispute(Partner(client))
        claims = [dispute.claim() for _ in range(2 * POOL)]
        bodies = [dispute.words(claim=claim) for claim in claims]
        keys = [str(uuid4()) for _ in claims]

        def write(number: int) -> httpx.Response:
            return client.post("stances", json=bodies[number], headers={"Idempotency-Key": keys[number]})

        before = list(crowd.map(write, range(POOL)))
        (server[0].stop if how == "restarted" else server[0].kill)()
        without = write(POOL)
        start(server)
        # Every connection that the web server kept is dead now, and no write must pay for it.
        after = list(crowd.map(write, range(2 * POOL)))

        assert [answer.status_code for answer in before] == [201] * POOL
        assert (without.status_code, without.headers["Content-Type"]) == (503, "application/problem+json")
        assert [answer.status_code for answer in after] == [201] * 2 * POOL
        replayed = [answer.headers.get("Idempotency-Replayed") for answer in after]
        assert replayed == ["true"] * POOL + [None] * POOL
        dispute.partner.settle(claims, within=60)
        assert {dispute.partner.consensus(claim)["status"] for claim in claims} == {"single_source"}
    with psycopg.connect(server[1].app_url) as reader:
        assert reader.execute(_TWICE).fetchall() == []
