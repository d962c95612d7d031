"""Read by the fuzzer: an example of the document is sent as a caller would, under an Idempotency-Key of its own."""

from typing import Any
from uuid import uuid4

import schemathesis


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: schemathesis.Case, _kwargs: dict[str, Any]) -> None:
    """Give an example a new key: the fuzzer fills in the same one for all that the document gives none for."""
    if case.meta is not None and case.meta.phase.name == "examples" and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid4())
