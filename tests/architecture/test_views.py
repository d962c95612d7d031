"""Every endpoint under /api/ says which scope each of its methods needs, or stands here as open to everybody."""

from typing import Any

import pytest
from django.urls import get_resolver
from rest_framework.views import APIView

from actors.models import Scope
from config.http.scopes import ANY_SCOPE, HasScope
from tests.routes import patterns

#: Pages without a key, and why.
OPEN = {
    "api/v1/openapi.json": "the description of the API holds no record",
    "api/v1/docs": "likewise, to be read in a browser",
    "api/v1/redoc": "likewise",
    "api/v1/log/checkpoint": "what the log commits to is for everybody to keep; it says nothing of any record",
    "api/v1/log/keys": "likewise: what checkpoints are verified with",
    "api/v1/log/witnesses": "likewise",
    "api/v1/log/tile/<path:path>": "likewise: hashes",
    "api/v1/log/verify.py": "the program that verifies, the same for everybody",
    "api/v1/oauth/token": "where clients get their tokens, by their id and secret",
    "api/v1/problems": "what the types of problems mean",
    "api/v1/problems/<slug:slug>": "likewise; the address stands in each problem",
}


#: What anyone may GET without a key, where anonymous reading is on: what is clear of the record, and why it is so.
#: Whatever is not here answers 401. Not the change log, nor ranges of the log, which tell who writes what all day;
#: not who shares what with whom, nor who calls.
READ_BY_ANYONE = {
    f"api/v1/{resource}{beneath}"
    for resource in ("actors", "places", "questions", "claims", "sources", "stances", "relations", "remarks")
    for beneath in (
        "",
        "/<uuid:record_id>",
        "/<uuid:record_id>/timemap",
        "/<uuid:record_id>/revisions",
        "/<uuid:record_id>/revisions:compare",
        "/<uuid:record_id>/revisions:fields",
        "/<uuid:record_id>/revisions/<int:number>",
    )
} | {
    "api/v1/actors/<uuid:actor>/track-record",
    "api/v1/places.geojson",
    "api/v1/claims/<uuid:claim>/stances",
    "api/v1/claims/<uuid:claim>/consensus",
    "api/v1/claims/<uuid:claim>/consensus.txt",
    "api/v1/claims/<uuid:claim>/consensus.svg",
    "api/v1/claims/<uuid:claim>/determinations",
    "api/v1/claims/<uuid:claim>/bundle",
    "api/v1/log/proof/<int:index>",
    "api/v1/log/consistency",
}


ANSWERING = {path: callback for path, callback in patterns(get_resolver()) if path.startswith("api/")}
VIEWS: dict[str, type[APIView]] = {
    path: callback.view_class for path, callback in ANSWERING.items() if hasattr(callback, "view_class")
}
each_view = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())


def test_every_path_asks_for_a_key_or_is_open_for_a_reason():
    assert VIEWS
    assert set(ANSWERING) - set(VIEWS) == set(OPEN)
    assert all(OPEN.values())


@each_view
def test_every_method_of_a_view_declares_a_scope_that_keys_can_have(view: Any):
    methods = {name.upper() for name in view.http_method_names if hasattr(view, name)} - {"HEAD"}

    assert set(view.required_scopes) == methods
    assert set(view.required_scopes.values()) <= {*Scope, ANY_SCOPE}


@each_view
def test_every_view_holds_keys_against_the_declared_scope(view: type[APIView]):
    assert view.permission_classes == [HasScope]


def test_no_view_but_these_is_open_to_anyone():
    assert {path for path, view in VIEWS.items() if view.is_open} == READ_BY_ANYONE  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", sorted(READ_BY_ANYONE))
def test_what_is_open_to_anyone_is_a_read(path: str):
    assert VIEWS[path].required_scopes["GET"] == "read"  # type: ignore[attr-defined]
