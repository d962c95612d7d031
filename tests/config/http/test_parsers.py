"""The bad-input corpus, and that what is good comes through unchanged."""

import contextlib
import io

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.http import parsers
from config.http.problems import ProblemError
from tests.config.http.conftest import Caller

DEEP = b"[" * 100_000
CORPUS = {
    "a hundred thousand brackets": (DEEP, "", "too_deep"),
    "a hundred thousand braces": (b'{"a":' * 100_000, "", "too_deep"),
    "thirty-three levels": (b'{"a":' * 33 + b"1" + b"}" * 33, "/a" * 32, "too_deep"),
    "a name twice": (b'{"text":"a","text":"b"}', "/text", "duplicate_key"),
    "a name twice within": (
        b'{"people":[{"name":"a"},{"name":"b","name":"c"}]}',
        "/people/1/name",
        "duplicate_key",
    ),
    "a name twice, escaped": (b'{"a/b~c":1,"a/b\\u007ec":2}', "/a~1b~0c", "duplicate_key"),
    "NaN": (b'{"weight":NaN}', "/weight", "invalid_number"),
    "minus infinity": (b'{"weight":[-Infinity]}', "/weight/0", "invalid_number"),
    "ten to the 400th": (b'{"weight":1e400}', "/weight", "number_out_of_range"),
    "ten to the 400th in full": (b'{"weight":1' + b"0" * 400 + b"}", "/weight", "number_out_of_range"),
    "a million digits": (b'{"weight":' + b"9" * 1_000_000 + b"}", "/weight", "number_out_of_range"),
    "65 bits": (b'{"count":9223372036854775808}', "/count", "number_out_of_range"),
    "a lone surrogate": (b'{"text":"\\ud800"}', "/text", "lone_surrogate"),
    "a low surrogate first": (b'{"words":["\\udc00\\ud800"]}', "/words/0", "lone_surrogate"),
    "a surrogate in a name": (b'{"people":[{"\\ud800":1}]}', "/people/0", "lone_surrogate"),
    "NUL": (b'{"text":"a\\u0000b"}', "/text", "nul_character"),
    "NUL among other letters": ('{"text":"\u0436\\u0000"}'.encode(), "/text", "nul_character"),
    "NUL in a name": (b'{"a\\u0000":1}', "", "nul_character"),
    "a raw NUL": (b'{"text":"a\0b"}', "", "invalid_json"),
    "no UTF-8": (b'{"text":"\xff"}', "", "invalid_utf8"),
    "UTF-8 of a surrogate": (b'{"text":"\xed\xa0\x80"}', "", "invalid_utf8"),
    "UTF-16": ('{"text":"a"}'.encode("utf-16"), "", "invalid_utf8"),
    "a byte order mark": (b'\xef\xbb\xbf{"text":"a"}', "", "invalid_json"),
    "a list": (b"[]", "", "not_an_object"),
    "null": (b"null", "", "not_an_object"),
    "a string": (b'"text"', "", "not_an_object"),
    "NaN alone": (b"NaN", "", "invalid_number"),
    "nothing": (b"", "", "empty_body"),
    "white space": (b"  ", "", "invalid_json"),
    "two objects": (b"{}{}", "", "invalid_json"),
    "a comma too many": (b'{"text":"a",}', "", "invalid_json"),
    "a comment": (b'{"text":"a"/**/}', "", "invalid_json"),
    "single quotes": (b"{'text':'a'}", "", "invalid_json"),
    "half of it": (b'{"text":"a', "", "invalid_json"),
    "a name of a megabyte": (b'{"' + b"a" * 1_000_000 + b'":[1,2]}', "", "name_too_long"),
    "two megabytes": (b'{"text":"' + b"a" * (2 << 20) + b'"}', "", "too_large"),
}


@pytest.mark.parametrize(("raw", "pointer", "code"), CORPUS.values(), ids=CORPUS)
def test_body_is_refused_with_its_place(raw: bytes, pointer: str, code: str, http: Caller):
    response = http.post("/api/v1/echo", raw)
    problem = response.json()
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    assert (problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == (pointer, code)
    assert problem["type"] == "/api/v1/problems/malformed"


@pytest.mark.timeout(20)
def test_deep_body_is_refused_at_once():
    with pytest.raises(ProblemError):
        parsers.loads(DEEP)


def test_long_name_over_many_values_takes_no_more_room_than_it_has():
    raw = b'{"' + b"a" * 255 + b'":[' + b'"\\u0000",' * 50_000 + b"1]}"
    with pytest.raises(ProblemError) as refused:
        parsers.loads(raw)
    assert len(refused.value.errors) == 100


def test_thirty_two_levels_are_read():
    assert parsers.loads(b'{"a":' * 32 + b"1" + b"}" * 32)


def test_every_fault_is_named():
    with pytest.raises(ProblemError) as refused:
        parsers.loads(b'{"a":NaN,"b":["\\u0000",{"c":1,"c":2}]}')
    assert [fault["pointer"] for fault in refused.value.errors] == ["/a", "/b/0", "/b/1/c"]


NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_what_can_be_written_is_read_back(value: dict[str, object]):
    assert parsers.loads(orjson.dumps(value)) == value


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_anything_at_all_is_read_or_refused(raw: bytes):
    with contextlib.suppress(ProblemError):
        assert isinstance(parsers.loads(raw), dict)


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/problem+json", "application/json; charset=latin-1", "*/*"]
)
def test_body_of_another_type_is_415(content_type: str, http: Caller):
    response = http.post("/api/v1/echo", {"text": "a"}, content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_body_in_pieces_is_refused_and_not_taken_for_an_empty_one(http: Caller):
    pieces = {"REQUEST_METHOD": "POST", "HTTP_TRANSFER_ENCODING": "chunked", "PATH_INFO": "/api/v1/echo"}
    request = {**pieces, "wsgi.input": io.BytesIO(b"{}"), "HTTP_AUTHORIZATION": "Bearer 1:"}
    response = http.client.request(**request)
    assert (response.status_code, response.json()["errors"][0]["header"]) == (400, "Content-Length")


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=UTF-8"])
def test_body_of_json_is_read(content_type: str, http: Caller):
    response = http.post("/api/v1/echo", {"text": "a"}, content_type=content_type)
    assert (response.status_code, response.json()) == (200, {"text": "a"})


def test_body_is_refused_where_none_is_asked_for(http: Caller):
    response = http.post("/api/v1/notes/1:shout", {"loud": True})
    assert response.json()["errors"] == [
        {"pointer": "/loud", "code": "unknown", "detail": "This field is not known here."}
    ]
