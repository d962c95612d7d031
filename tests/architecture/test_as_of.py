"""Every read of the API can be asked as of then, or stands here with the reason why it cannot."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

#: Reads that take neither time, and why; docs/api.md says so to partners.
OF_THE_PRESENT = {
    "/api/v1/me": "who calls, with a key that is valid now",
    "/api/v1/{resource}/{record_id}/timemap": "names every state that there was",
    **{
        f"/api/v1/{path}/{{record_id}}/duplicates": "what may be merged by now"
        for path in ("actors", "claims", "places", "sources")
    },
    "/api/v1/claims/{claim}/bundle": "of the last checkpoint; the entries in it have their indexes",
    "/api/v1/log/bundle": "likewise, and a range says itself where it ends",
    "/api/v1/log/consistency": "between two sizes of the log",
    "/api/v1/log/entries": "by index; an entry never changes",
    "/api/v1/log/proof/{index}": "likewise, under the last checkpoint",
    "/api/v1/partners": "who has access, which is a matter of now",
    "/api/v1/partners/{partner_id}/accounts": "likewise",
    "/api/v1/partners/{partner_id}/accounts/{account_id}": "likewise",
    "/api/v1/partners/{partner_id}/accounts/{account_id}/keys": "likewise",
    "/api/v1/partners/{partner_id}/accounts/{account_id}/keys/{key_id}": "likewise",
}
RESOURCES = (
    "actors",
    "places",
    "questions",
    "claims",
    "sources",
    "stances",
    "relations",
    "sharing-groups",
    "proposals",
    "remarks",
)


@pytest.fixture(scope="module")
def taken() -> dict[str, set[str]]:
    """Return the names of the parameters that each GET of the API takes."""
    found: Any = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return {
        path: {parameter.get("name", "") for parameter in operations["get"]["parameters"]}
        for path, operations in found["paths"].items()
        if "get" in operations
    }


def test_every_read_takes_known_at_or_is_of_the_present_for_a_reason(taken: dict[str, set[str]]):
    named = {path.replace("{resource}", resource) for path in OF_THE_PRESENT for resource in RESOURCES}

    assert {path for path, names in taken.items() if "known_at" not in names} == named
    assert len(taken) > len(named)
    assert all(OF_THE_PRESENT.values())


def test_whatever_takes_one_of_the_two_times_takes_the_other(taken: dict[str, set[str]]):
    assert [path for path, names in taken.items() if len(names & {"known_at", "valid_at"}) == 1] == []
