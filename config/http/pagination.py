"""Keyset pages: one query a page, no counting, and a signed cursor that is good for one query only.

A cursor holds the keyset of the row it starts from and the direction. It is signed together with the path
and the filters, so that it can be neither made up nor carried over to another list.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

import orjson
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from config.http.problems import ProblemError, in_query

Row = dict[str, Any]
Rows = QuerySet[Any, Row]
TOTAL = "return=total-count"
SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: the rows after (or before) those keys, with the row of the keys or without."""

    keys: tuple[Any, ...]
    is_backward: bool = False
    is_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, with the way on and back."""

    rows: list[Row]
    next: Cursor | None
    prev: Cursor | None


@dataclass(frozen=True, slots=True)
class Keyset:
    """The order of a list: field names, `-` for descending, unique when taken together and never null."""

    names: tuple[str, ...]

    def of(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the keys of a row."""
        return tuple(row[name.removeprefix("-")] for name in self.names)

    def order(self, *, is_backward: bool) -> list[str]:
        """Return what to order by."""
        if not is_backward:
            return list(self.names)
        return [name[1:] if name.startswith("-") else "-" + name for name in self.names]

    def beyond(self, cursor: Cursor) -> Q:
        """Return the condition that a row lies beyond the cursor.

        (a, b) < (x, y) is written as a <= x and (a < x or (a = x and b < y)): the first part is what an
        index is entered by.
        """
        condition = Q()
        for depth, (name, key) in reversed(list(enumerate(zip(self.names, cursor.keys, strict=True)))):
            field = name.removeprefix("-")
            way = "lt" if name.startswith("-") != cursor.is_backward else "gt"
            if depth == len(self.names) - 1:
                condition = Q(**{f"{field}__{way}{'e' if cursor.is_inclusive else ''}": key})
            else:
                strictly = Q(**{f"{field}__{way}": key})
                condition = Q(**{f"{field}__{way}e": key}) & (strictly | condition)
        return condition


def fetch(rows: Rows, keyset: Keyset, cursor: Cursor | None, limit: int) -> Page:
    """Fetch one page and a row more, which tells whether the list goes on."""
    is_backward = cursor is not None and cursor.is_backward
    found = rows.order_by(*keyset.order(is_backward=is_backward))
    if cursor is not None:
        found = found.filter(keyset.beyond(cursor))
    page = list(found[: limit + 1])
    goes_on = len(page) > limit
    del page[limit:]
    if is_backward:
        page.reverse()
    if not page:
        # Rows have left the list meanwhile; the way back leads to the row that the cursor came from.
        back = None if cursor is None else replace(cursor, is_backward=not is_backward, is_inclusive=True)
        return Page([], next=back if is_backward else None, prev=None if is_backward else back)
    first, last = keyset.of(page[0]), keyset.of(page[-1])
    return Page(
        page,
        next=Cursor(last) if is_backward or goes_on else None,
        prev=Cursor(first, is_backward=True) if (goes_on if is_backward else cursor is not None) else None,
    )


class Pager:
    """Pages of one list, as one request asks for them."""

    def __init__(
        self,
        request: HttpRequest,
        params: Mapping[str, Any],
        keyset: Sequence[str],
        fixed: Mapping[str, str] | None = None,
    ) -> None:
        self.request = request
        self.keyset = Keyset(tuple(keyset))
        self.limit: int = params["limit"]
        # `fixed` is what parameters were found to mean: the next page is of the same, however it was asked for.
        asked = {**request.GET.dict(), **(fixed or {})}
        self._query = {
            name: value for name, value in sorted(asked.items()) if name not in ("cursor", "limit")
        }
        self._cursor: str | None = params.get("cursor")

    @property
    def wants_total(self) -> bool:
        """Whether the caller prefers to be told how many records there are."""
        preferences = self.request.headers.get("Prefer", "").split(",")
        return TOTAL in [preference.strip().replace('"', "") for preference in preferences]

    def answer(self, rows: Rows, out: Callable[[Row], Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the body of a page and its headers.

        Raises:
            ProblemError: 422 when the cursor is not one of this list's.
        """
        page = fetch(rows, self.keyset, self._read_cursor(rows.model), self.limit)
        links = {"next": self._url(page.next), "prev": self._url(page.prev)}
        body: dict[str, Any] = {"results": [out(row) for row in page.rows], **links}
        headers: dict[str, str] = {}
        if link := ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items() if url):
            headers["Link"] = link
        if self.wants_total:
            body["total_count"] = rows.order_by().count()
            headers["Preference-Applied"] = TOTAL
        return body, headers

    def _url(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        query = urlencode({**self._query, "limit": self.limit, "cursor": self._write_cursor(cursor)})
        return self.request.build_absolute_uri(f"{self.request.path}?{query}")

    def _sign(self, payload: bytes) -> bytes:
        query = urlencode(self._query)
        bound = payload + b"\0" + f"{self.request.path}?{query}#{','.join(self.keyset.names)}".encode()
        return salted_hmac("config.http.pagination", bound, algorithm="sha256").digest()[:SIGNATURE_BYTES]

    def _write_cursor(self, cursor: Cursor) -> str:
        payload = orjson.dumps([cursor.is_backward, cursor.is_inclusive, *cursor.keys])
        return urlsafe_b64encode(self._sign(payload) + payload).rstrip(b"=").decode()

    def _read_cursor(self, model: type[Model]) -> Cursor | None:
        if self._cursor is None:
            return None
        try:
            raw = urlsafe_b64decode(self._cursor + "=" * (-len(self._cursor) % 4))
        except (Base64Error, ValueError):
            raise _refused() from None
        signature, payload = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if not compare_digest(signature, self._sign(payload)):
            raise _refused()
        is_backward, is_inclusive, *keys = orjson.loads(payload)
        meta = model._meta
        fields: list[Any] = [meta.get_field(name.removeprefix("-")) for name in self.keyset.names]
        return Cursor(
            tuple(field.to_python(key) for field, key in zip(fields, keys, strict=True)),
            is_backward=is_backward,
            is_inclusive=is_inclusive,
        )


def _refused() -> ProblemError:
    # Not 400: whether a text is a cursor of this list, nobody but this register can tell.
    fault = in_query("cursor", "invalid_cursor", "not a cursor of this list with these filters")
    return ProblemError("invalid", errors=[fault])
