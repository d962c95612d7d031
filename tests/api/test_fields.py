"""Parts of records over HTTP: what may be asked for, what is refused, and the pages beyond."""

import jsonschema
import pytest

from tests.api.conftest import Caller


def fault(caller: Caller, path: str) -> tuple[int, str]:
    """Return the status and the parameter of the one fault of a request."""
    answer = caller.get(path)
    (found,) = answer.json()["errors"]
    return answer.status_code, found["parameter"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("actors?fields=nmae", "fields"),
        ("actors?fields=", "fields"),
        ("actors?fields=name,consensus", "fields"),
        ("claims?fields=date_only", "fields"),
        ("claims?fields=posted", "fields"),
        ("relations?fields=from_claim", "fields"),
        ("stances?expand=recorded_by", "expand"),
        ("stances?expand=partner", "expand"),
        ("stances?expand=actor,actor.part_of", "expand"),
        ("actors?expand=id", "expand"),
        # Nothing refers to another record here.
        ("places?expand=place", "expand"),
        ("changes?fields=id", "fields"),
        ("log/entries?fields=index", "fields"),
    ],
)
def test_what_is_not_on_the_list_is_refused_by_name(path: str, parameter: str, newsroom: Caller):
    assert fault(newsroom, path) == (400, parameter)


@pytest.mark.parametrize("beneath", ["revisions", "revisions/1", "timemap", "consensus", "determinations"])
@pytest.mark.parametrize("parameter", ["fields=id", "expand=question"])
def test_what_is_no_record_comes_whole(beneath: str, parameter: str, newsroom: Caller):
    claim = newsroom.id_of("claims", "zaporizke-ru")

    assert fault(newsroom, f"claims/{claim}/{beneath}?{parameter}") == (
        400,
        parameter.split("=", maxsplit=1)[0],
    )


def test_pages_go_on_with_the_same_parts(newsroom: Caller):
    claim = newsroom.id_of("claims", "entered-dnipropetrovsk")
    page = newsroom.get(f"claims/{claim}/stances?limit=1&fields=position&expand=actor,source").json()
    found = []
    while True:
        found += page["results"]
        if page["next"] is None:
            break
        page = newsroom.get(page["next"]).json()

    whole = newsroom.get(f"claims/{claim}/stances").json()["results"]
    assert len(found) > 1
    assert found == [
        {
            "id": stance["id"],
            "position": stance["position"],
            "actor": newsroom.get(f"actors/{stance['actor']}").json(),
            "source": newsroom.get(f"sources/{stance['source']}").json(),
        }
        for stance in whole
    ]


def test_a_cursor_is_good_for_the_same_parts_only(newsroom: Caller):
    cursor = newsroom.get("actors?limit=1&fields=name").json()["next"].split("cursor=")[1]

    assert newsroom.get(f"actors?limit=1&fields=name&cursor={cursor}").status_code == 200
    assert newsroom.get(f"actors?limit=1&fields=name,kind&cursor={cursor}").status_code == 422
    assert newsroom.get(f"actors?limit=1&cursor={cursor}").status_code == 422


def test_a_write_takes_no_part(newsroom: Caller):
    assert newsroom.post("actors?fields=id", {"name": "x", "kind": "person"}).status_code == 400


@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ("stances", "fields=excerpt&expand=claim,actor,source,derived_from"),
        ("claims", "fields=consensus,valid_from"),
        ("claims", "expand=question,place"),
        ("relations", "expand=from,to"),
        ("actors", ""),
    ],
)
def test_the_document_says_what_comes_out(resource: str, query: str, newsroom: Caller):
    ends = [newsroom.post("claims", {"text": text}).json()["id"] for text in ("It stands.", "It fell.")]
    newsroom.post("relations", {"kind": "contradicts", "from": ends[0], "to": ends[1]})
    document = newsroom.get("openapi.json").json()
    answer = newsroom.get(f"{resource}?limit=200&{query}").json()
    one = newsroom.get(f"{resource}/{answer['results'][0]['id']}?{query}").json()

    for path, told in ((resource, answer), (f"{resource}/{{record_id}}", one)):
        content = document["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["content"]
        schema = content["application/json"]["schema"]
        jsonschema.validate(told, {**schema, "components": document["components"]})
