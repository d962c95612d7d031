"""The log as files, for everybody: its checkpoint, its tiles, its keys, and the verifier."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from audit.selectors import published
from audit.tree import tiles, verify
from audit.tree.verify import RefusedError

_IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
_TEXT = "text/plain; charset=utf-8"


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """Give the last published checkpoint, a signed note."""
    return _text(published.checkpoint())


@require_safe
def keys(_request: HttpRequest) -> HttpResponse:
    """Give the keys that checkpoints are verified with. Compare them with what you got some other way."""
    return _text(published.keys())


@require_safe
def witnesses(_request: HttpRequest) -> HttpResponse:
    """Give the keys of the witnesses that are asked to cosign checkpoints. Compare them with what these say."""
    return _text(published.witnesses())


@require_safe
def tile(_request: HttpRequest, path: str) -> HttpResponse:
    """Give a tile or an entry bundle of the published log; it never changes."""
    note = published.checkpoint()
    try:
        level, index, width = tiles.parse_path(f"tile/{path}")
        # What no checkpoint covers may still become something else.
        if note is None or width > tiles.width(level or 0, index, published.stated(note).size):
            raise Http404
        data = tiles.fetch_tile(
            level, index, (index * tiles.WIDTH + width) << 8 * (level or 0), published.fetch
        )
    except RefusedError:
        raise Http404 from None
    return HttpResponse(data, content_type="application/octet-stream", headers=_IMMUTABLE)


@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """Give the verifier: one file, to be read, that needs Python and `cryptography` and no register."""
    return HttpResponse(
        Path(verify.__file__).read_bytes(),
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="verify.py"'},
    )


def _text(text: str | None) -> HttpResponse:
    """Answer with a text that is another one a second later."""
    if not text:
        raise Http404
    return HttpResponse(text, content_type=_TEXT, headers={"Cache-Control": "no-cache"})
