"""Bodies that run as they stand against the case that `./dev up` posts: shown in the documentation, and tried by it."""

from typing import Any

from drf_spectacular.utils import OpenApiExample


def body(name: str, value: dict[str, Any]) -> list[OpenApiExample]:
    """Return an example of a request body."""
    return [OpenApiExample(name, value=value, request_only=True)]


PLACE = body(
    "A settlement",
    {"name": "Pokrovsk", "kind": "settlement", "lat": 48.28, "lon": 37.18, "precision": "locality"},
)
QUESTION = body(
    "An exclusive question",
    {"text": "Who controls Dobropillia?", "exclusive": True, "place": {"external_id": "dobropillia"}},
)
CLAIM = body(
    "An answer to a question",
    {
        "text": "Fighting continues inside Zaporizke.",
        "question": {"external_id": "q-zaporizke"},
        "answer": "contested",
        "valid_from": "2025-08-26",
        "place": {"external_id": "zaporizke"},
    },
) + body(
    "A number, as somebody counted",
    {
        "text": "Between 45 and 60 people died in the strike on Zaporizke.",
        "quantity": {"unit": "persons", "low": 45, "high": 60, "value": 50},
        "valid_from": "2025-08-26",
        "place": {"external_id": "zaporizke"},
    },
)
RELATION = body(
    "One claim entails another",
    {
        "kind": "entails",
        "from": {"external_id": "dobropillia-stalled"},
        "to": {"external_id": "dobropillia-push"},
    },
)
_SPOKEN: dict[str, Any] = {
    "actor": {"external_id": "deepstate"},
    "position": "supports",
    "said_at": "2025-08-28T06:00:00Z",
    "basis": "observed",
}
STANCE_ON_CLAIM = body(
    "A mapping project supports it", {**_SPOKEN, "source": {"external_id": "deepstate-map-0826"}}
)
STANCE = body(
    "A mapping project supports a claim",
    {
        **_SPOKEN,
        "claim": {"external_id": "entered-dnipropetrovsk"},
        "source": {"external_id": "deepstate-map-0826"},
    },
)
SOURCE = body(
    "A map, with what it shows",
    {
        "title": "Map update of 28 August 2025",
        "kind": "map",
        "publisher": {"external_id": "deepstate"},
        "published_at": "2025-08-28",
        "lang": "uk",
        "stances": [{**_SPOKEN, "claim": {"external_id": "zaporizke-ru"}}],
    },
)
REMARK = body(
    "What only its own people may know of an actor",
    {
        "actor": {"external_id": "deepstate"},
        "text": "Reached through an intermediary whose name is kept by the desk.",
        "marking": "amber",
    },
)
CHANGE = body("A note added", {"note": "Checked against the archive.", "reason": "second look"})
STANCE_CHANGE = body(
    "A correction", {"locator": "minute 12", "reason": "the place in the recording was missing"}
)
WHAT_IF = body(
    "A mapping project had supported it too, and the broadcaster had a better letter",
    {
        "stances": [_SPOKEN],
        "grades": [{"actor": {"external_id": "bbc"}, "reliability": "A"}],
    },
)
#: By the path of a kind: a record of it that another one may turn out to be.
MERGES = {
    path: body("Two records of one thing", {"into": {"external_id": own}, "reason": "recorded twice"})
    for path, own in (
        ("actors", "bbc"), ("claims", "no-concession"), ("places", "zaporizke"), ("sources", "deepstate-map-0826")
    )
}  # fmt: skip
