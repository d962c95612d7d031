"""Writes that can be sent again: one key, one effect, one answer.

Order of things in one transaction: take the key's lock and look the key up (one round trip), carry out the
write, keep the answer. A crash before the commit leaves neither write nor answer, and the retry does both; a
crash after it leaves both, and the retry gets the answer.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import blake2b, sha256
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from config.http.models import IdempotentRequest
from config.http.problems import ProblemError, in_header, malformed

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(days=7)
KEY = re.compile(r"[\x21-\x7e]{1,255}")
#: Headers of the first answer that the replay repeats.
KEPT_HEADERS = ("Content-Type", "Location", "ETag")
#: Constraints that only a lost race can break: whoever lost it runs again and finds what the winner wrote.
RACES = re.compile(r"external_id|^http_idempotent_request_pkey$")

LOOK_UP = """
SELECT pg_try_advisory_xact_lock(%s), kept.fingerprint, kept.status, kept.headers::text, kept.body
FROM (SELECT 1) AS one
LEFT JOIN http_idempotent_request AS kept ON kept.caller_id = %s AND kept.key = %s
"""
KEEP = """
INSERT INTO http_idempotent_request (caller_id, key, fingerprint, status, headers, body)
VALUES (%s, %s, %s, %s, %s, %s)
"""

Handler = Callable[[], HttpResponse]


def caller_id(principal: Any) -> UUID:
    """Return whose keys a principal uses: its partner's, or its own where it has none."""
    found: UUID = getattr(principal, "partner_id", None) or principal.pk
    return found


def read_key(request: HttpRequest) -> str:
    """Return the key of a request.

    Raises:
        ProblemError: 400 when it is missing or not 1 to 255 visible ASCII characters.
    """
    key = request.headers.get(HEADER)
    if key is None:
        raise malformed(in_header(HEADER, "required", "a POST needs this header, a new random text"))
    if not KEY.fullmatch(key):
        raise malformed(in_header(HEADER, "invalid", "1 to 255 visible ASCII characters"))
    return key


def once(request: HttpRequest, caller: UUID, handler: Handler) -> HttpResponse:
    """Carry out a write under its key, or repeat the answer it had.

    Raises:
        ProblemError: 400 without a key, 409 while the first request runs, 422 when the key is another's.
    """
    key = read_key(request)
    fingerprint = sha256(
        b"\0".join((str(request.method).encode(), request.get_full_path().encode(), request.body))
    ).digest()
    return in_transaction(lambda: _keyed(caller, key, fingerprint, handler))


def keep(response: HttpResponse, body: bytes) -> None:
    """Have another body be kept than the one that is sent: what is shown once is not shown again."""
    response.kept = body  # type: ignore[attr-defined]


def in_transaction(handler: Handler) -> HttpResponse:
    """Carry out a write in one transaction, again in a new one when it lost a race for an own id.

    An answer that is no success leaves nothing behind either.
    """
    try:
        return _attempt(handler)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if not RACES.search(name or ""):
            raise
    return _attempt(handler)


def purge(*, older_than: timedelta = KEPT_FOR) -> int:
    """Forget keys that are older than they are promised to be kept, and return how many."""
    deleted, _ = IdempotentRequest.objects.filter(created_at__lt=timezone.now() - older_than).delete()
    return deleted


def _attempt(handler: Handler) -> HttpResponse:
    with transaction.atomic():
        response = handler()
        if not 200 <= response.status_code < 300:
            transaction.set_rollback(True)
    return response


def _keyed(caller: UUID, key: str, fingerprint: bytes, handler: Handler) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, [_lock(caller, key), caller, key])
        is_ours, *kept = cursor.fetchone()
    if kept[0] is not None:
        return _replay(fingerprint, *kept)
    if not is_ours:
        raise ProblemError("idempotency-key-in-flight", headers={"Retry-After": "1"})
    response = handler()
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    body = getattr(response, "kept", response.content)
    answer: list[Any] = [response.status_code, orjson.dumps(headers).decode(), body]
    # Two requests can both see no row when the first commits between the other's snapshot and its lock: the
    # second then breaks the primary key here, is rolled back whole and finds the row when run again.
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [str(caller), key, fingerprint, *answer])
    return response


def _replay(fingerprint: bytes, kept: bytes, status: int, headers: str, body: bytes) -> HttpResponse:
    if bytes(kept) != fingerprint:
        raise ProblemError("idempotency-key-reused", errors=[in_header(HEADER, "reused", "use a new key")])
    return HttpResponse(
        bytes(body), status=status, headers={**orjson.loads(headers), "Idempotency-Replayed": "true"}
    )


def _lock(caller: UUID, key: str) -> int:
    """Return the number of the key's advisory lock, 64 bits with a sign."""
    return int.from_bytes(blake2b(caller.bytes + key.encode(), digest_size=8).digest(), signed=True)
