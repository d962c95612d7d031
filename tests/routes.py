"""What the register answers to: every route, with what stands behind it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each path below a resolver, with what answers there."""
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from patterns(pattern, path)
