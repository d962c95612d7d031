"""Every read as of then: against the log folded in Python, and the same bytes however much is written later.

The long forms: `./dev test -m soak tests/flows/test_as_of.py`.
"""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.figures import Figure
from tests.flows.timetravel import Asked, Oracle, Past

pytestmark = pytest.mark.usefixtures("live_db", "served")

#: Headers that are part of an answer.
SAME = ("ETag", "Memento-Datetime", "Content-Location", "Link", "Cache-Control", "Content-Type")


@pytest.fixture
def served(settings: Any, tmp_path: Path) -> None:
    """Have the folder of static files there, empty."""
    settings.STATIC_ROOT = str(tmp_path)


def answered(past: Past, asked: Asked) -> Any:
    """Return what the register answers, a list with all its pages."""
    is_list = asked.path.count("/") != 1 and not asked.path.endswith("consensus")
    answer = past.get(f"{asked.url}&limit=7" if is_list else asked.url)
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body.pop("known_at") == asked.size
    if asked.path.endswith(("consensus", "determinations")):
        rows = body["results"] if is_list else [body]
        assert not is_list or body["next"] is None or len(rows) == 7
        if not is_list and body["id"] is None:
            return []
        beside = {"claim", "claim_revision", "tier", "trigger", "determined_at", "settled", "said_by"}
        # A decision on a claim about no number has no member for it; the consensus in force says that there is none.
        beside |= {"numbers"} if not is_list and body["numbers"] is None else set()
        return [{name: value for name, value in row.items() if name not in beside} for row in rows]
    if not is_list:
        return body
    found = body["results"]
    while body["next"]:
        assert f"known_at={asked.size}" in body["next"]
        body = past.get(body["next"]).json()
        assert body["known_at"] == asked.size
        found += body["results"]
    return found


def comparable(expected: Any, asked: Asked) -> Any:
    """Return what of an expectation the answer is compared with."""
    if expected is None or not asked.path.endswith(("consensus", "determinations")):
        return expected
    return [
        {name: value for name, value in row.items() if name not in ("claim", "claim_revision")}
        for row in expected[:7]
    ]


def differences(past: Past, oracle: Oracle, figure: Figure, *, queries: int) -> list[str]:
    """Return the queries of chance that the register answers otherwise than the oracle."""
    found, empty = [], 0
    for _ in range(queries):
        asked = oracle.asked()
        expected = comparable(oracle.expected(asked), asked)
        empty += not expected
        if answered(past, asked) != expected:
            found.append(asked.url)
    words = f"queries against the fold of {oracle.fold.size} entries, {empty} of them of nothing"
    figure("P11", words, unlike_the_oracle=(len(found), queries))
    assert empty < queries * 0.8
    return found


@pytest.mark.brief
def test_answers_are_those_of_the_folded_log(figure: Figure):
    past = Past.walked(1, steps=120)

    assert differences(past, Oracle(past, Random(1)), figure, queries=200) == []


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_two_thousand_answers_are_those_of_the_folded_log(figure: Figure):
    past = Past.walked(2, steps=600)

    assert differences(past, Oracle(past, Random(2)), figure, queries=2000) == []


def recorded(past: Past, urls: list[str]) -> list[tuple[Any, ...]]:
    """Return status, body and headers of each answer."""
    answers = [past.get(url) for url in urls]
    return [
        (one.status_code, one.content, *(one.headers.get(name) for name in SAME))
        if one.status_code == 200
        else (one.status_code,)
        for one in answers
    ]


def changed(past: Past, figure: Figure, *, answers: int, steps: int, writes: int = 0) -> int:
    """Return how many recorded answers are not the same bytes after so much more has happened."""
    oracle = Oracle(past, Random(3))
    urls = [oracle.asked().url for _ in range(answers)]
    # A third of them by the instant at which a checkpoint was signed; the address stays that of the instant.
    for number in range(0, answers, 3):
        checkpoint = number % len(past.sealed)
        instant = past.signed(checkpoint).isoformat().replace("+00:00", "Z")
        urls[number] = f"{urls[number].split('known_at=')[0]}known_at={instant}"
    before, start = recorded(past, urls), past.sealed[-1]
    past.write(writes)
    past.go_on(steps)
    after = recorded(past, urls)
    others = sum(a != b for a, b in zip(before, after, strict=True))
    figure("P11", changed=(others, answers), entries_meanwhile=past.sealed[-1] - start)
    assert sum(answer[0] == 200 for answer in before) > answers / 2
    return others


@pytest.mark.brief
def test_answers_stay_the_same_bytes_while_the_log_grows(figure: Figure):
    assert changed(Past.walked(3, steps=60), figure, answers=60, steps=60) == 0


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_answers_stay_the_same_bytes_after_ten_thousand_writes(figure: Figure):
    assert changed(Past.walked(4, steps=150), figure, answers=200, steps=60, writes=10_000) == 0
