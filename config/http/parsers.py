"""Strict JSON in: what two readers could read differently, or nobody could store, is refused with its place.

The standard library's scanner is used because it tells of duplicate names and of constants that are no
JSON. Each fault is left in the tree as a marker, and one walk over the tree finds the markers with their
pointers, together with what the scanner lets pass.
"""

import json
import math
from collections import deque
from collections.abc import Iterator, Mapping
from typing import IO, Any, NamedTuple

from django.http import HttpRequest
from rest_framework.parsers import BaseParser

from config.http.problems import LocatedError, ProblemError, in_body, in_header, malformed, segment

MEDIA_TYPE = "application/json"
MAX_DEPTH = 32
#: A body of the ordinary endpoints, in bytes; a view may allow another.
MAX_BODY = 1 << 20
#: More than this is not even read to its end to be polite to the sender.
MAX_DRAIN = 16 << 20
INT64 = 1 << 63
#: Longest name of a member: no field has a longer one, and pointers in the answer stay short.
MAX_NAME = 255

#: The way down to a value, kept as links so that a long name is not copied for every member below it.
Path = tuple["Path", str | int] | None


class Fault(NamedTuple):
    """Stands in the tree where a value was refused."""

    code: str
    detail: str


def loads(raw: bytes) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        ProblemError: 400 with a JSON pointer to each fault.
    """
    try:
        tree = _scan(raw.decode())
    except UnicodeDecodeError as error:
        raise _refused("invalid_utf8", f"byte {error.start} is not UTF-8") from None
    except RecursionError:
        raise _refused("too_deep", f"nested deeper than {MAX_DEPTH} levels") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _refused("invalid_json", f"{error.msg} ({where})") from None
    if faults := list(_faults(tree)):
        raise malformed(*faults)
    if not isinstance(tree, dict):
        raise _refused("not_an_object", "the body must be a JSON object")
    return tree


def read_body(request: HttpRequest, *, limit: int = MAX_BODY) -> bytes:
    """Return the raw body.

    Raises:
        ProblemError: 400 when it is larger than `limit` bytes, or does not tell its length.
    """
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > limit:
        # Read on, within reason: a sender that is cut off in mid-body never sees the answer.
        for _ in range(min(length, MAX_DRAIN) >> 16):
            request.read(1 << 16)
        raise _refused("too_large", f"the body is larger than {limit} bytes")
    if "CONTENT_LENGTH" not in request.META and "HTTP_TRANSFER_ENCODING" in request.META:
        raise malformed(
            in_header("Content-Length", "required", "send the body in one piece, with its length")
        )
    return request.body


def check_content_type(request: HttpRequest) -> None:
    """Refuse a body that does not call itself JSON in UTF-8.

    Raises:
        ProblemError: 415.
    """
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != MEDIA_TYPE or charset not in ("utf-8", "utf8"):
        given = request.META.get("CONTENT_TYPE") or "none"
        raise ProblemError("unsupported-media-type", f"Content-Type is {given[:100]!a}, not {MEDIA_TYPE}.")


class StrictJsonParser(BaseParser):
    """The same reading for views that ask REST framework for `request.data`."""

    media_type = MEDIA_TYPE

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - REST framework's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - likewise
    ) -> dict[str, Any]:
        """Read the stream as one JSON object."""
        return loads(stream.read())


def _scan(text: str) -> Any:
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_int=_integer,
        parse_float=_float,
        parse_constant=lambda name: Fault("invalid_number", f"{name} is not a JSON number"),
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                found[name] = Fault("duplicate_key", "this name appears more than once")
            seen.add(name)
    return found


def _integer(digits: str) -> int | Fault:
    if len(digits) <= 20 and -INT64 <= (number := int(digits)) < INT64:
        return number
    return Fault("number_out_of_range", "an integer has at most 64 bits")


def _float(digits: str) -> float | Fault:
    number = float(digits)
    if math.isinf(number):
        return Fault("number_out_of_range", "the number is outside of the range of a double")
    return number


def _faults(tree: Any) -> Iterator[LocatedError]:
    """Yield each fault of the tree, level by level."""
    pending: deque[tuple[Any, Path, int]] = deque([(tree, None, 1)])
    while pending:
        value, path, depth = pending.popleft()
        if isinstance(value, str):
            value = _text_fault(value)
        if isinstance(value, Fault):
            yield in_body(_pointer(path), value.code, value.detail)
        elif isinstance(value, dict | list):
            if depth > MAX_DEPTH:
                yield in_body(_pointer(path), "too_deep", f"nested deeper than {MAX_DEPTH} levels")
                continue
            for key, member in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(key, str) and (fault := _name_fault(key)):
                    # Such a name is not repeated in the answer: its object is the place.
                    yield in_body(_pointer(path), fault.code, f"a name in this object: {fault.detail}")
                elif isinstance(member, str | dict | list | Fault):
                    pending.append((member, (path, key), depth + 1))


def _pointer(path: Path) -> str:
    steps: list[str] = []
    while path is not None:
        path, key = path
        steps.append("/" + segment(key))
    return "".join(reversed(steps))


def _name_fault(name: str) -> Fault | None:
    if len(name) > MAX_NAME:
        return Fault("name_too_long", f"longer than {MAX_NAME} characters")
    return _text_fault(name)


def _text_fault(text: str) -> Fault | None:
    if text.isascii():
        return Fault("nul_character", "the NUL character cannot be stored") if "\0" in text else None
    try:
        text.encode()
    except UnicodeEncodeError:
        return Fault("lone_surrogate", "half of a surrogate pair is no character")
    return Fault("nul_character", "the NUL character cannot be stored") if "\0" in text else None


def _refused(code: str, detail: str) -> ProblemError:
    return malformed(in_body("", code, detail))
