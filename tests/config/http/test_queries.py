"""Query parameters: declared ones, once, in a form that can be read."""

import pytest

from tests.config.http.conftest import Caller

REFUSED = {
    "unknown": ("colour=red", "colour", "unknown"),
    "unknown and empty": ("colour", "colour", "unknown"),
    "repeated": ("text=a&text=b", "text", "repeated"),
    "repeated without a value": ("text&text=", "text", "repeated"),
    "unknown in a list": ("kind=memo,poem", "kind", "invalid_choice"),
    "an empty part": ("kind=memo,", "kind", "invalid_choice"),
    "empty": ("text=", "text", "blank"),
    "too long": ("text=" + "a" * 21, "text", "max_length"),
    "NUL": ("text=a%00", "text", "invalid"),
    "a word for a number": ("least=one", "least", "invalid"),
    "a fraction": ("least=1.5", "least", "invalid"),
    "other digits": ("least=%D9%A1", "least", "invalid"),
    "a number too long": ("least=" + "1" * 400, "least", "invalid"),
    "a number for true": ("is_loud=1", "is_loud", "invalid"),
    "limit nought": ("limit=0", "limit", "min_value"),
    "limit too large": ("limit=201", "limit", "max_value"),
    "a name with a slash": ("a/b~c=1", "a/b~c", "unknown"),
    "no UTF-8": ("text=%ff", "", "unreadable"),
    "too many": ("&".join(f"a{n}=1" for n in range(101)), "", "unreadable"),
}


@pytest.mark.parametrize(("query", "name", "code"), REFUSED.values(), ids=REFUSED)
def test_query_is_refused_with_the_parameter(query: str, name: str, code: str, http: Caller):
    response = http.get(f"/api/v1/echo?{query}")
    fault = response.json()["errors"][0]
    assert (response.status_code, fault["parameter"], fault["code"]) == (400, name, code)


def test_query_is_read(http: Caller):
    response = http.get("/api/v1/echo?kind=memo,letter&least=-3&is_loud=true&text=a+b%26")
    assert response.json() == {
        "kind": ["memo", "letter"],
        "least": -3,
        "is_loud": True,
        "text": "a b&",
        "limit": 50,
    }


@pytest.mark.parametrize("method", ["post", "patch"])
def test_method_that_declares_no_query_takes_none(method: str, http: Caller):
    path = "/api/v1/notes/1" if method == "patch" else "/api/v1/notes"
    response = getattr(http, method)(f"{path}?limit=1", {"text": "a"}, **{"If-Match": "*"})
    assert response.json()["errors"][0]["parameter"] == "limit"
