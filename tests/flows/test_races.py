"""Clients who write the same thing at the same moment."""

from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from claims.models import Question, Source, Stance
from tests.crowd import at_once
from tests.partner import Dispute, Partner
from tests.stack import Stack

pytestmark = pytest.mark.usefixtures("stack_db")


@pytest.fixture
def client(stack: Stack) -> Iterator[httpx.Client]:
    with stack.client() as opened:
        yield opened


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_of_fifty_changes_with_one_etag_one_is_made(client: httpx.Client):
    question = Partner(client).record("questions", text="Who holds it?")
    tag = client.get(f"questions/{question}").headers["ETag"]

    def change(number: int) -> httpx.Response:
        body = {"text": f"Who holds it, asked {number}?", "reason": "as tests will"}
        return client.patch(f"questions/{question}", json=body, headers={"If-Match": tag})

    answers = at_once(change, clients=50)

    assert statuses(answers) == {200: 1, 412: 49}
    assert {answer.json()["revision"] for answer in answers} == {2}
    (made,) = (answer.json()["text"] for answer in answers if answer.status_code == 200)
    assert Partner(client).get(f"questions/{question}")["text"] == made


def test_of_fifty_posts_with_one_key_one_is_made(client: httpx.Client):
    key, text = str(uuid4()), f"Who holds {uuid4()}?"

    def post(_: int) -> httpx.Response:
        return client.post("questions", json={"text": text}, headers={"Idempotency-Key": key})

    answers = at_once(post, clients=50)
    again = at_once(post, clients=50)

    assert set(statuses(answers)) <= {201, 409}
    assert {a.headers["Retry-After"] for a in answers if a.status_code == 409} <= {"1"}
    assert statuses(again) == {201: 50}
    assert {answer.headers["Idempotency-Replayed"] for answer in again} == {"true"}
    assert Question.objects.filter(text=text).count() == 1
    assert len({answer.content for answer in [*answers, *again] if answer.status_code == 201}) == 1


def test_a_key_used_for_another_body_is_refused(client: httpx.Client):
    key, text = str(uuid4()), f"Who holds {uuid4()}?"
    Partner(client).post("questions", {"text": text}, key=key, allowed=[201])

    def post(number: int) -> httpx.Response:
        body = {"text": f"{text} And {number}?"}
        return client.post("questions", json=body, headers={"Idempotency-Key": key})

    assert statuses(at_once(post, clients=20)) == {422: 20}
    assert Question.objects.filter(text__startswith=text).count() == 1


def test_of_twenty_posts_with_one_external_id_one_is_made(client: httpx.Client):
    own_id = str(uuid4())

    def post(_: int) -> httpx.Response:
        body = {"text": "Who holds it?", "external_id": own_id}
        return client.post("questions", json=body, headers={"Idempotency-Key": str(uuid4())})

    answers = at_once(post, clients=20)

    assert statuses(answers) == {201: 1, 200: 19}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Question.objects.filter(external_id=own_id).count() == 1


def test_of_twenty_sources_with_their_stances_and_one_external_id_one_is_made(client: httpx.Client):
    dispute = Dispute(Partner(client))
    claim, own_id = dispute.claim(), str(uuid4())
    body = {
        "title": "A report",
        "kind": "article",
        "publisher": dispute.actor,
        "external_id": own_id,
        "stances": [
            {
                "claim": claim,
                "actor": dispute.actor,
                "position": "supports",
                "said_at": "2025-08-26",
                "external_id": f"{own_id}-{number}",
            }
            for number in range(3)
        ],
    }

    answers = at_once(
        lambda _: client.post("sources", json=body, headers={"Idempotency-Key": str(uuid4())}), clients=20
    )

    assert statuses(answers) == {201: 1, 200: 19}
    assert len({tuple(stance["id"] for stance in answer.json()["stances"]) for answer in answers}) == 1
    assert Source.objects.filter(external_id=own_id).count() == 1
    assert Stance.objects.filter(claim=claim).count() == 3


def test_of_twenty_bodies_under_one_external_id_the_first_stands(client: httpx.Client):
    own_id = str(uuid4())

    def post(number: int) -> httpx.Response:
        body = {"text": f"Who holds it, asked {number}?", "external_id": own_id}
        return client.post("questions", json=body, headers={"Idempotency-Key": str(uuid4())})

    answers = at_once(post, clients=20)

    assert statuses(answers) == {201: 1, 409: 19}
    (made,) = (answer.json()["id"] for answer in answers if answer.status_code == 201)
    assert {answer.json()["existing"] for answer in answers if answer.status_code == 409} == {made}


def test_of_ten_withdrawals_one_is_made(client: httpx.Client):
    question = Partner(client).record("questions", text="Who holds it?")

    def withdraw(_: int) -> httpx.Response:
        headers = {"Idempotency-Key": str(uuid4())}
        return client.post(f"questions/{question}:withdraw", json={"reason": "moot"}, headers=headers)

    assert statuses(at_once(withdraw, clients=10)) == {200: 1, 409: 9}


def test_of_ten_equal_relations_one_is_stated(client: httpx.Client):
    dispute = Dispute(Partner(client))
    one, other = dispute.claim(), dispute.claim()

    def relate(_: int) -> httpx.Response:
        body = {"kind": "contradicts", "from": one, "to": other}
        return client.post("relations", json=body, headers={"Idempotency-Key": str(uuid4())})

    assert statuses(at_once(relate, clients=10)) == {201: 1, 409: 9}


@pytest.mark.parametrize("link", ["part_of", "speaks_for"])
def test_two_actors_cannot_be_put_above_each_other_at_once(client: httpx.Client, link: str):
    dispute = Dispute(Partner(client))
    pair = [dispute.speaker(), dispute.speaker()]
    tags = [client.get(f"actors/{actor}").headers["ETag"] for actor in pair]

    def put_below(number: int) -> httpx.Response:
        body = {link: pair[1 - number], "reason": "as tests will"}
        return client.patch(f"actors/{pair[number]}", json=body, headers={"If-Match": tags[number]})

    assert statuses(at_once(put_below, clients=2)) == {200: 1, 422: 1}
