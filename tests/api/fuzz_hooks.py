"""Read by the fuzzer: what the document asks for in words that the fuzzer does not know by itself."""

from typing import Any
from uuid import uuid4

import schemathesis
from django.utils.http import http_date
from hypothesis import strategies as st

schemathesis.openapi.format(
    "http-date",
    st.integers(0, 2**37).map(http_date),  # seconds since 1970, for some four thousand years
)


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: schemathesis.Case, _kwargs: dict[str, Any]) -> None:
    """Give an example a new key: the fuzzer fills in the same one for all that the document gives none for."""
    if case.meta is not None and case.meta.phase.name == "examples" and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid4())
