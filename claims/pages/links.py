"""Addresses that others wrote."""

from urllib.parse import urlsplit


def link(url: str) -> str:
    """Return an address if it leads to the web, else nothing: `javascript:` and the like are text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
