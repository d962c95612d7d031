"""Conditional requests (RFC 9110 section 13): one strong tag serves polling and lost updates alike.

`"r17.5f2c09ab"` is the record's revision and the first digits of its body's SHA-256. A reader compares all
of it, since the body also changes when a new status is computed. A writer compares the revision alone.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

from django.http import HttpResponse, HttpResponseNotModified

from config.http.problems import ProblemError, in_header, malformed

TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
TAGS = re.compile(rf"\s*(\*|{TAG}(\s*,\s*{TAG})*)\s*")
REVISION = re.compile(r'"r(\d{1,18})\.', re.ASCII)
#: What a 304 repeats of the answer that it stands for.
KEPT = (
    "ETag",
    "Link",
    "Location",
    "Cache-Control",
    "Content-Location",
    "Memento-Datetime",
    "Preference-Applied",
    "Vary",
)


def entity_tag(body: bytes, revision: int | None = None) -> str:
    """Return the tag of a body; one that is no record's has no revision and a longer digest."""
    digest = sha256(body).hexdigest()
    return f'"{digest[:32]}"' if revision is None else f'"r{revision}.{digest[:8]}"'


def revision_of(tag: str) -> int | None:
    """Return the revision that a tag names, None if it names none."""
    found = REVISION.match(tag.removeprefix("W/"))
    return int(found[1]) if found else None


def expected_revisions(headers: Mapping[str, str]) -> frozenset[int] | None:
    """Return the revisions that `If-Match` lets a change be made on; None stands for `*`, any of them.

    A weak tag counts: a proxy that compresses weakens it, and the revision in it is still exact.

    Raises:
        ProblemError: 428 without the header, 400 when it cannot be read.
    """
    header = headers.get("If-Match")
    if header is None:
        raise ProblemError(
            "precondition-required",
            "Send the record's ETag as If-Match.",
            errors=[in_header("If-Match", "required", "this header is required")],
        )
    tags = _tags(header)
    if tags is None:
        raise malformed(in_header("If-Match", "invalid", "not a list of entity tags"))
    if tags == ["*"]:
        return None
    return frozenset(revision for tag in tags if (revision := revision_of(tag)) is not None)


def not_modified(response: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    """Return a 304 in the place of an answer that the caller has already, else the answer itself."""
    tag = response.headers.get("ETag")
    header = headers.get("If-None-Match")
    if tag is None or header is None or response.status_code != 200:
        return response
    tags = _tags(header) or []
    if tags != ["*"] and tag not in [known.removeprefix("W/") for known in tags]:
        return response
    return HttpResponseNotModified(
        headers={name: response.headers[name] for name in KEPT if name in response.headers}
    )


def _tags(header: str) -> list[str] | None:
    """Split a list of tags; None when it is none. A tag may hold a comma."""
    if not TAGS.fullmatch(header):
        return None
    return ["*"] if header.strip() == "*" else re.findall(TAG, header)
