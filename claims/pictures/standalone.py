"""A picture as a document of its own: with its looks in it, and nothing from elsewhere."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from django.utils.safestring import SafeString

from claims.pictures.svg import picture, text

_ROOM = Path(__file__).parents[1] / "static" / "room"
#: The looks that pictures have in the reading room, both in light and in dark.
_LOOKS = "".join((_ROOM / name).read_text() for name in ("theme.css", "pictures.css"))
_SVG = '<svg xmlns="http://www.w3.org/2000/svg"'
#: What a browser may do with it: use these looks, and nothing else.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_LOOKS.encode()).digest()).decode()}';"
    " frame-ancestors 'none'"
)


def words(told: str) -> SafeString:
    """Return a sentence where there is nothing to draw."""
    return picture("words", [text(told, x=16, y=30)], width=320, height=48, title=told, description=told)


def document(picture: SafeString) -> bytes:
    """Return a picture as an SVG document."""
    begin, rest = picture.removeprefix("<svg").split(">", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_SVG}{begin}><style>{_LOOKS}</style>{rest}\n'.encode()
