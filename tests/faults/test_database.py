"""A database that is restarted, or crashes, under the whole stack."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.partner import Dispute, Partner
from tests.server import Server
from tests.stack import Stack

#: Connections that the web server keeps to the database.
POOL = 8

_TWICE = """
SELECT claim_id FROM (
    SELECT claim_id, body, lag(body) OVER (PARTITION BY claim_id ORDER BY log_size) AS former FROM claims_determination
) d WHERE body = former
"""


@pytest.mark.parametrize("how", ["restarted", "crashed"])
def test_every_write_answered_is_kept_and_every_claim_settled(how: str, on_server: Stack, server: Server):
    with on_server.client() as client, ThreadPoolExecutor(2 * POOL) as crowd:
        dispute = Dispute(Partner(client))
        claims = [dispute.claim() for _ in range(2 * POOL)]
        bodies = [dispute.words(claim=claim) for claim in claims]
        keys = [str(uuid4()) for _ in claims]

        def write(number: int) -> httpx.Response:
            return client.post("stances", json=bodies[number], headers={"Idempotency-Key": keys[number]})

        before = list(crowd.map(write, range(POOL)))
        (server.child.stop if how == "restarted" else server.child.kill)()
        without = write(POOL)
        server.start()
        # Every connection that the web server kept is dead now, and no write must pay for it.
        after = list(crowd.map(write, range(2 * POOL)))

        assert [answer.status_code for answer in before] == [201] * POOL
        assert (without.status_code, without.headers["Content-Type"]) == (503, "application/problem+json")
        assert [answer.status_code for answer in after] == [201] * 2 * POOL
        replayed = [answer.headers.get("Idempotency-Replayed") for answer in after]
        assert replayed == ["true"] * POOL + [None] * POOL
        dispute.partner.settle(claims, within=60)
        assert {dispute.partner.consensus(claim)["status"] for claim in claims} == {"single_source"}
    with psycopg.connect(server.database.app_url) as reader:
        assert reader.execute(_TWICE).fetchall() == []
