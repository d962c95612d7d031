"""One key, one effect, one answer; and nothing of a write that failed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from config.http import idempotency
from config.http.models import IdempotentRequest
from tests.config.http.conftest import Caller
from tests.config.http.notes import PARTNER, Failing, RuleError
from tests.databases import Database

NOTES = "/api/v1/notes"


@pytest.mark.django_db
def test_same_request_is_carried_out_once_and_answered_alike(http: Caller):
    first = http.post(NOTES, {"text": "a"}, key="k")
    again = http.post(NOTES, {"text": "a"}, key="k")
    assert (first.status_code, again.status_code, Group.objects.count()) == (201, 201, 1)
    assert again.content == first.content
    for name in ("Location", "ETag", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (NOTES, {"text": "b"}),
        (NOTES, b'{"text": "a"}'),
        ("/api/v1/failing", None),
        (NOTES, {"text": "a", "count": 1}),
    ],
)
def test_key_of_another_request_is_refused(path: str, body: object, http: Caller):
    http.post(NOTES, {"text": "a"}, key="k")
    response = http.post(path, body, key="k")
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert response.json()["errors"][0]["header"] == "Idempotency-Key"
    assert Group.objects.count() == 1


@pytest.mark.django_db
def test_key_of_the_same_body_to_another_path_is_refused(http: Caller):
    answers = [http.post(f"/api/v1/notes/{number}:shout", key="k") for number in (1, 2)]
    assert [answer.status_code for answer in answers] == [202, 422]


@pytest.mark.django_db
def test_keys_of_two_partners_are_apart(http: Caller, other: Caller):
    answers = [caller.post(NOTES, {"text": text}, key="k") for caller, text in ((http, "a"), (other, "b"))]
    assert [answer.status_code for answer in answers] == [201, 201]


@pytest.mark.parametrize("key", [None, "", " ", "a b", "a" * 256, "\x7f", "schlüssel"])
def test_key_that_is_missing_or_unreadable_is_400(key: str | None, client: Client):
    headers = {"Authorization": "Bearer 1:write", **({} if key is None else {"Idempotency-Key": key})}
    response = client.post(NOTES, {"text": "a"}, content_type="application/json", headers=headers)
    assert (response.status_code, response.json()["errors"][0]["header"]) == (400, "Idempotency-Key")


@pytest.mark.django_db
def test_longest_key_is_taken(http: Caller):
    assert http.post(NOTES, {"text": "a"}, key="~" * 255).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("failure", [RuleError("invalid"), RuntimeError(), HttpResponse(status=409)])
def test_failure_is_forgotten_and_may_be_tried_again(failure: object, http: Caller):
    Failing.failures = [failure]
    assert http.post("/api/v1/failing", key="k").status_code >= 400
    assert (Group.objects.count(), IdempotentRequest.objects.count()) == (0, 0)
    again = http.post("/api/v1/failing", key="k")
    assert (again.status_code, "Idempotency-Replayed" in again.headers, Group.objects.count()) == (
        200,
        False,
        1,
    )


@pytest.mark.django_db
def test_malformed_request_does_not_use_up_its_key(http: Caller):
    assert http.post(NOTES, {"text": 1}, key="k").status_code == 400
    assert http.post(NOTES, {"text": "a"}, key="k").status_code == 201


@pytest.mark.django_db
def test_key_costs_two_statements(http: Caller, django_assert_num_queries: DjangoAssertNumQueries):
    with django_assert_num_queries(5):  # savepoint, look-up, the write, keeping, release
        http.post(NOTES, {"text": "a"}, key="k")
    with django_assert_num_queries(3):
        http.post(NOTES, {"text": "a"}, key="k")


@pytest.mark.django_db
def test_post_that_only_computes_needs_no_key_and_no_database(
    http: Caller, django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(0):
        assert http.post("/api/v1/echo", {"text": "a"}, key=None).status_code == 200


@pytest.fixture
def rival(live_db: Database) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Return a connection of somebody else to the same database."""
    with psycopg.connect(live_db.app_url) as found:
        yield found


def test_key_in_flight_is_409_to_its_own_partner(
    rival: psycopg.Connection[tuple[object, ...]], http: Caller, other: Caller
):
    caller = type(PARTNER)(int=PARTNER.int + 1)
    rival.execute("SELECT pg_advisory_xact_lock(%s)", [idempotency._lock(caller, "k")])  # noqa: SLF001
    response = http.post(NOTES, {"text": "a"}, key="k")
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_in_flight")
    assert (response.headers["Retry-After"], Group.objects.count()) == ("1", 0)
    assert other.post(NOTES, {"text": "b"}, key="k").status_code == 201
    rival.rollback()
    assert http.post(NOTES, {"text": "a"}, key="k").status_code == 201


def test_many_at_once_leave_one_record(live_db: Database):  # noqa: ARG001 - commits
    together = Barrier(12)

    def send(_: int) -> tuple[int, bytes]:
        together.wait(timeout=30)
        try:
            response = Caller(Client()).post(NOTES, {"text": "a"}, key="k")
            return response.status_code, response.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(send, range(12)))
    assert Group.objects.count() == 1
    assert {status for status, _ in answers} <= {201, 409}
    assert len({body for status, body in answers if status == 201}) == 1


def _racing(constraint: str, losses: int) -> tuple[Callable[[], HttpResponse], list[int]]:
    """Return a handler that loses so many races for a constraint, and the count of its runs."""
    runs: list[int] = []

    def handler() -> HttpResponse:
        runs.append(1)
        Group.objects.create(name="1:raced")
        if len(runs) <= losses:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE TEMP TABLE race (a int CONSTRAINT {constraint} UNIQUE)")
                cursor.execute("INSERT INTO race VALUES (1), (1)")
        return HttpResponse(status=201)

    return handler, runs


@pytest.mark.django_db
@pytest.mark.parametrize("make", ["own_id", "key"])
def test_lost_race_is_run_again_in_a_new_transaction(make: str):
    handler, runs = _losing_the_key() if make == "key" else _racing("claim_external_id_once", losses=1)
    assert idempotency.in_transaction(handler).status_code == 201
    assert (len(runs), Group.objects.count()) == (2, 1)


def _losing_the_key() -> tuple[Callable[[], HttpResponse], list[int]]:
    runs: list[int] = []

    def handler() -> HttpResponse:
        runs.append(1)
        Group.objects.create(name="1:raced")
        for _ in range(3 - len(runs)):
            IdempotentRequest(
                caller_id=PARTNER, key="k", fingerprint=b"", status=201, headers={}, body=b""
            ).save(force_insert=True)
        return HttpResponse(status=201)

    return handler, runs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "losses", "expected"), [("claim_external_id_once", 9, 2), ("claim_title_once", 9, 1)]
)
def test_race_lost_twice_or_another_constraint_is_an_error(constraint: str, losses: int, expected: int):
    handler, runs = _racing(constraint, losses)
    with pytest.raises(IntegrityError):
        idempotency.in_transaction(handler)
    assert (len(runs), Group.objects.count()) == (expected, 0)


@pytest.mark.django_db
def test_purge_forgets_what_is_older_than_a_week(http: Caller):
    for key in ("old", "young"):
        http.post(NOTES, {"text": key}, key=key)
    then = timezone.now() - timedelta(days=7, seconds=1)
    IdempotentRequest.objects.filter(key="old").update(created_at=then)
    assert idempotency.purge() == 1
    assert [kept.key for kept in IdempotentRequest.objects.all()] == ["young"]
