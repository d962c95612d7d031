"""Fields take their JSON type and no other; what they take comes back as it was."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from rest_framework.exceptions import ValidationError

from config.http import fields
from config.http.values import Moment, Reference, written
from tests.config.http.conftest import Caller

ID = "0199b4c1-7d6e-7a53-9d0e-3f2b1c5a8e77"

WRONG = [
    ("text", 1),
    ("text", True),
    ("text", None),
    ("text", ["a"]),
    ("text", {}),
    ("text", ""),
    ("text", " \n"),
    ("text", "a" * 101),
    ("is_loud", "true"),
    ("is_loud", 1),
    ("is_loud", None),
    ("weight", "1.5"),
    ("weight", True),
    ("count", "1"),
    ("count", 1.5),
    ("count", True),
    ("kind", "Memo"),
    ("kind", 1),
    ("kind", None),
    ("kind", ["memo"]),
    ("said_at", "2025-08-26"),
    ("said_at", "2025-08-26T14:05:00"),
    ("said_at", "2025-08-26 14:05:00Z"),
    ("said_at", "2025-02-30T14:05:00Z"),
    ("said_at", "0001-01-01T00:00:00+05:00"),
    ("said_at", "20250826T140500Z"),
    ("said_at", 1756217100),
    ("valid_from", "2025-02-30"),
    ("valid_from", "2025-W35-2"),
    ("valid_from", "20250826"),
    ("valid_from", "2025-08-26T14:05:00"),
    ("valid_from", 20250826),
    ("parent", ID.replace("-", "")),
    ("parent", "{" + ID + "}"),
    ("parent", 7),
    ("about", "bbc"),
    ("about", 7),
    ("about", {}),
    ("about", {"external_id": ""}),
    ("about", {"external_id": 1}),
    ("about", {"external_id": "a" * 256}),
    ("about", {"external_id": "bbc", "id": ID}),
    ("words", "one"),
    ("words", {"0": "one"}),
    ("people", {"name": "a"}),
    ("people", "a"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_wrong_value_is_refused_at_its_name(name: str, value: Any, http: Caller):
    response = http.post("/api/v1/echo", {"text": "a", name: value})
    assert response.status_code == 400
    assert {error["pointer"] for error in response.json()["errors"]} == {f"/{name}"}


NESTED = [
    ({"people": [{"name": "a"}, {"age": 1}]}, "/people/1/name", "required"),
    ({"people": [{"name": "a"}, {"name": "b", "age": "7"}]}, "/people/1/age", "invalid"),
    ({"people": [{"name": "a", "shoes": 1}]}, "/people/0/shoes", "unknown"),
    ({"people": [{"name": "a"}, 7]}, "/people/1", "invalid"),
    ({"words": ["a", 7]}, "/words/1", "invalid"),
    ({"a/b~": 1}, "/a~1b~0", "unknown"),
]


@pytest.mark.parametrize(("body", "pointer", "code"), NESTED)
def test_nested_fault_has_a_pointer(body: dict[str, Any], pointer: str, code: str, http: Caller):
    errors = http.post("/api/v1/echo", {"text": "a", **body}).json()["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [(pointer, code)]


def test_all_faults_of_a_body_are_named_at_once(http: Caller):
    errors = http.post("/api/v1/echo", {"colour": "red", "count": "1"}).json()["errors"]
    assert {(error["pointer"], error["code"]) for error in errors} == {
        ("/colour", "unknown"),
        ("/count", "invalid"),
        ("/text", "required"),
    }


def test_good_body_comes_through_unchanged(http: Caller):
    body = {
        "text": "  two spaces before\n",
        "is_loud": False,
        "weight": 2.0,
        "count": None,
        "kind": "letter",
        "said_at": "2025-08-26T14:05:00.5+03:00",
        "valid_from": "2025-08-26",
        "parent": ID,
        "words": ["a", "b"],
        "people": [{"name": "c", "age": 3}],
    }
    assert http.post("/api/v1/echo", body).json() == {**body, "said_at": "2025-08-26T11:05:00.500000Z"}


@pytest.mark.parametrize(
    ("sent", "moment", "given_back"),
    [
        ("2025-08-26", Moment(datetime(2025, 8, 26, tzinfo=UTC), is_date=True), "2025-08-26"),
        (
            "2025-08-26T00:00:00Z",
            Moment(datetime(2025, 8, 26, tzinfo=UTC), is_date=False),
            "2025-08-26T00:00:00Z",
        ),
        (
            "2025-08-26T03:00:00+03:00",
            Moment(datetime(2025, 8, 26, tzinfo=UTC), is_date=False),
            "2025-08-26T00:00:00Z",
        ),
    ],
)
def test_moment_is_given_back_as_it_was_written(sent: str, moment: Moment, given_back: str):
    taken = fields.DateOrInstantField().run_validation(sent)
    assert (taken, taken.written()) == (moment, given_back)


def test_stored_pair_is_given_back_as_it_was_written():
    midnight = datetime(2025, 8, 26, tzinfo=UTC)
    assert [
        written(midnight, is_date=True),
        written(midnight, is_date=False),
        written(None, is_date=True),
    ] == [
        "2025-08-26",
        "2025-08-26T00:00:00Z",
        None,
    ]


def test_instant_finer_than_a_microsecond_is_cut_off():
    taken = fields.InstantField().run_validation("2025-08-26T14:05:00.123456789z")
    assert taken == datetime(2025, 8, 26, 14, 5, 0, 123456, tzinfo=UTC)


def test_reference_is_an_id_or_an_own_id():
    field = fields.ReferenceField()
    assert field.run_validation(ID) == Reference(id=UUID(ID))
    assert field.run_validation({"external_id": "bbc"}) == Reference(external_id="bbc")


@pytest.mark.parametrize("value", [-1, 11])
def test_integer_outside_of_its_bounds_is_refused(value: int):
    with pytest.raises(ValidationError):
        fields.IntegerField(min_value=0, max_value=10).run_validation(value)


@pytest.mark.parametrize("text", ["a\0", "\ud800"])
def test_text_that_cannot_be_stored_is_refused_without_the_parser_too(text: str):
    with pytest.raises(ValidationError):
        fields.CharField(max_length=10).run_validation(text)
