"""Pages by keyset: all rows, each once, forwards and back, by a cursor that is good for its list alone."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from config.http.models import IdempotentRequest
from config.http.pagination import Cursor, Keyset, fetch
from tests.config.http.conftest import Caller

NOTES = "/api/v1/notes"


@pytest.fixture
def ids(db: None) -> list[int]:  # noqa: ARG001 - writes
    """Make seven notes and return their ids as the list orders them."""
    made = Group.objects.bulk_create(Group(name=f"1:{'even' if n % 2 else 'odd'}{n}") for n in range(7))
    return sorted((group.pk for group in made), reverse=True)


def walk(http: Caller, url: str | None, way: str) -> Iterator[dict[str, Any]]:
    while url:
        page = http.get(url).json()
        yield page
        url = page[way]


def ids_of(page: dict[str, Any]) -> list[int]:
    return [row["id"] for row in page["results"]]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_all_rows_are_met_once_in_order_and_the_same_way_back(limit: int, ids: list[int], http: Caller):
    forth = list(walk(http, f"{NOTES}?limit={limit}", "next"))
    assert [row for page in forth for row in ids_of(page)] == ids
    back = list(walk(http, forth[-1]["prev"], "prev"))
    assert [ids_of(page) for page in reversed(back)] == [ids_of(page) for page in forth[:-1]]
    assert (forth[0]["prev"], forth[-1]["next"]) == (None, None)
    assert [ids_of(page) for page in walk(http, back[-1]["next"] if back else None, "next")] == [
        ids_of(page) for page in forth[1:]
    ]
    assert len(forth) == -(-7 // limit)


def test_page_has_its_members_when_it_is_empty(db: None, http: Caller):  # noqa: ARG001 - reads
    response = http.get(NOTES)
    assert response.json() == {"results": [], "next": None, "prev": None}
    assert "Link" not in response.headers


def test_links_are_absolute_and_in_the_header_too(ids: list[int], http: Caller):  # noqa: ARG001 - rows
    second = http.get(http.get(f"{NOTES}?limit=2").json()["next"])
    page = second.json()
    assert second.headers["Link"] == f'<{page["next"]}>; rel="next", <{page["prev"]}>; rel="prev"'
    assert page["next"].startswith("http://testserver/api/v1/notes?")


def test_page_is_one_query(ids: list[int], http: Caller, django_assert_num_queries: DjangoAssertNumQueries):  # noqa: ARG001
    with django_assert_num_queries(1):
        after = http.get(f"{NOTES}?limit=2").json()["next"]
    with django_assert_num_queries(1):
        http.get(after)


def test_total_is_told_to_whoever_prefers_it(ids: list[int], http: Caller):  # noqa: ARG001 - rows
    response = http.get(f"{NOTES}?limit=2", Prefer="respond-async, return=total-count")
    assert (response.json()["total_count"], response.headers["Preference-Applied"]) == (
        7,
        "return=total-count",
    )
    assert "total_count" not in http.get(f"{NOTES}?limit=2").json()


def test_limit_may_change_on_the_way(ids: list[int], http: Caller):
    after = http.get(f"{NOTES}?limit=2").json()["next"]
    assert ids_of(http.get(after.replace("limit=2", "limit=4")).json()) == ids[2:6]


def test_row_that_is_new_moves_no_page(ids: list[int], http: Caller):
    after = http.get(f"{NOTES}?limit=2").json()["next"]
    Group.objects.create(name="1:late")
    assert ids_of(http.get(after).json()) == ids[2:4]


def test_way_back_is_there_when_the_rows_beyond_have_gone(ids: list[int], http: Caller):
    after = http.get(f"{NOTES}?limit=3").json()["next"]
    Group.objects.filter(pk__in=ids[3:]).delete()
    page = http.get(after).json()
    assert (page["results"], page["next"]) == ([], None)
    assert ids_of(http.get(page["prev"]).json()) == ids[:3]


def test_way_on_is_there_when_the_rows_before_have_gone(ids: list[int], http: Caller):
    before = http.get(http.get(f"{NOTES}?limit=3").json()["next"]).json()["prev"]
    Group.objects.filter(pk__in=ids[:3]).delete()
    page = http.get(before).json()
    assert (page["results"], page["prev"]) == ([], None)
    assert ids_of(http.get(page["next"]).json()) == ids[3:6]


def _cursor(http: Caller) -> str:
    return parse_qs(urlsplit(http.get(f"{NOTES}?limit=2").json()["next"]).query)["cursor"][0]


def _is_refused(response: HttpResponse) -> bool:
    fault = response.json()["errors"][0]
    return (response.status_code, fault["parameter"], fault["code"]) == (422, "cursor", "invalid_cursor")


def test_cursor_of_another_query_is_refused(ids: list[int], http: Caller):  # noqa: ARG001 - rows
    assert _is_refused(http.get(f"{NOTES}?text=odd0&cursor={_cursor(http)}"))


@pytest.mark.parametrize("at", [0, 10, 30, -1])
def test_tampered_cursor_is_refused(at: int, ids: list[int], http: Caller):  # noqa: ARG001 - rows
    letters = list(_cursor(http))
    letters[at] = "A" if letters[at] != "A" else "Q"
    assert _is_refused(http.get(f"{NOTES}?cursor={''.join(letters)}"))


@pytest.mark.parametrize("cursor", ["a", "AAAA", "%F0%9F%90%9F", "!!!!", "A" * 999])
def test_made_up_cursor_is_refused(cursor: str, db: None, http: Caller):  # noqa: ARG001 - reads
    assert _is_refused(http.get(f"{NOTES}?cursor={cursor}"))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), unique=True, max_size=12))
@pytest.mark.parametrize("names", [("-a", "-b"), ("a", "b"), ("-a", "b"), ("a", "-b")])
def test_condition_of_two_keys_is_the_order(names: tuple[str, str], pairs: list[tuple[int, int]]):
    keyset = Keyset(names)
    signs = [-1 if name.startswith("-") else 1 for name in names]
    ordered = sorted(pairs, key=lambda pair: [sign * part for sign, part in zip(signs, pair, strict=True)])
    for is_backward in (False, True):
        for index, pair in enumerate(ordered):
            beyond = ordered[:index] if is_backward else ordered[index + 1 :]
            condition = keyset.beyond(Cursor(pair, is_backward=is_backward))
            assert [other for other in ordered if _holds(condition, other)] == beyond


def _holds(condition: Any, pair: tuple[int, int]) -> bool:
    """Evaluate a condition on a pair as PostgreSQL would."""
    ways = {
        "lt": int.__lt__,
        "lte": int.__le__,
        "gt": int.__gt__,
        "gte": int.__ge__,
    }
    results = []
    for child in condition.children:
        if isinstance(child, tuple):
            name, way = child[0].split("__")
            results.append(ways[way](pair["ab".index(name)], child[1]))
        else:
            results.append(_holds(child, pair))
    return any(results) if condition.connector == "OR" else all(results)


@pytest.mark.django_db
def test_two_keys_with_equal_instants_lose_no_row():
    for number in range(9):
        IdempotentRequest.objects.create(
            caller_id="0199b4c1-0000-7000-8000-000000000001",
            key=f"k{number}",
            fingerprint=b"",
            status=200,
            headers={},
            body=b"",
            created_at=f"2025-08-26T00:00:0{number // 4}Z",
        )
    rows = IdempotentRequest.objects.values("created_at", "key")
    keyset = Keyset(("-created_at", "key"))
    met, cursor = [], None
    while True:
        page = fetch(rows, keyset, cursor, 2)
        met += [row["key"] for row in page.rows]
        if page.next is None:
            break
        cursor = page.next
    assert met == ["k8", "k4", "k5", "k6", "k7", "k0", "k1", "k2", "k3"]
