"""Polling by If-None-Match, changes by If-Match."""

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse

from config.http.conditional import entity_tag, not_modified, revision_of
from tests.config.http.conftest import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def path() -> str:
    return f"/api/v1/notes/{Group.objects.create(name='17:first').pk}"


def test_tag_is_the_revision_and_the_body(path: str, http: Caller):
    response = http.get(path)
    assert response.headers["ETag"] == entity_tag(response.content, 17)
    assert response.headers["ETag"].startswith('"r17.')
    assert len(response.headers["ETag"]) == len('"r17.5f2c09ab"')


def test_tag_is_the_same_for_every_caller(path: str, http: Caller, other: Caller):
    assert http.get(path).headers["ETag"] == other.get(path).headers["ETag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"a,b", {}', '"x" ,W/{} , "y"', "*"])
def test_reader_who_has_it_is_told_304(form: str, path: str, http: Caller):
    known = http.get(path)
    response = http.get(path, If_None_Match=form.format(known.headers["ETag"]))
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == known.headers["ETag"]
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Request-ID"]


@pytest.mark.parametrize("tag", ['"r17.00000000"', '"r18.5f2c09ab"', "r17", "", '"'])
def test_reader_who_has_another_gets_the_body(tag: str, path: str, http: Caller):
    assert http.get(path, If_None_Match=tag).status_code == 200


def test_head_is_answered_like_get(path: str, http: Caller):
    full, head = http.get(path), http.head(path)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", full.headers["ETag"])
    assert http.head(path, If_None_Match=full.headers["ETag"]).status_code == 304


def test_answer_that_is_no_200_is_given_in_full():
    answer = HttpResponse(status=202, headers={"ETag": '"a"'})
    assert not_modified(answer, {"If-None-Match": '"a"'}) is answer


def test_what_is_no_record_has_a_tag_of_its_body(http: Caller):
    response = http.get("/api/v1/notes")
    assert revision_of(response.headers["ETag"]) is None
    assert http.get("/api/v1/notes", If_None_Match=response.headers["ETag"]).status_code == 304


def test_change_on_the_current_revision_is_made(path: str, http: Caller):
    changed = http.patch(path, {"text": "second"}, If_Match=http.get(path).headers["ETag"])
    assert (changed.status_code, changed.json()["text"]) == (200, "second")
    assert changed.headers["ETag"] == http.get(path).headers["ETag"]
    assert revision_of(changed.headers["ETag"]) == 18


@pytest.mark.parametrize("tag", ['"r17.00000000"', 'W/"r17.x"', '"r3.a", "r17.b"', "*"])
def test_change_looks_at_the_revision_alone(tag: str, path: str, http: Caller):
    assert http.patch(path, {"text": "second"}, If_Match=tag).status_code == 200


@pytest.mark.parametrize("tag", ['"r16.5f2c09ab"', '"r170.5f2c09ab"', '"17"', '"r17"', '""'])
def test_change_on_another_revision_is_told_the_current_one(tag: str, path: str, http: Caller):
    response = http.patch(path, {"text": "second"}, If_Match=tag)
    problem = response.json()
    current = http.get(path)
    assert (response.status_code, problem["code"], problem["revision"]) == (412, "a_rule", 17)
    assert problem["etag"] == response.headers["ETag"] == current.headers["ETag"]
    assert current.json()["text"] == "first"


def test_change_without_a_revision_is_428(path: str, http: Caller):
    response = http.patch(path, {"text": "second"})
    assert (response.status_code, response.json()["errors"][0]["header"]) == (428, "If-Match")


@pytest.mark.parametrize("tag", ["r17", '"r17', "", '*, "r17.a"', '"a" "b"'])
def test_change_with_an_unreadable_revision_is_400(tag: str, path: str, http: Caller):
    response = http.patch(path, {"text": "second"}, If_Match=tag)
    assert (response.status_code, response.json()["errors"][0]["header"]) == (400, "If-Match")


def test_change_may_leave_out_any_field(path: str, http: Caller):
    response = http.patch(path, {"colour": "red"}, If_Match="*")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/colour"]
