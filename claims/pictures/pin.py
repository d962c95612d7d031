"""A pin of the map: a sign, the name of a place and a word, which lead to a claim."""

from django.utils.safestring import SafeString

from claims.pictures.spots import Pin
from claims.pictures.svg import Number, join, shape
from claims.selectors.marks import Mark


def draw(pin: Pin, mark: Mark, *, unit: float, url: str, told: str) -> SafeString:
    """Return a pin as a link; `unit` is its radius, `told` what a screen reader says of it."""
    beside: dict[str, Number | str] = {"text_anchor": "end", "x": "-1.4em"} if pin.is_left else {"x": "1.4em"}
    parts = [
        shape("circle", r=unit, kind="disc"),
        shape("text", mark.sign, text_anchor="middle", dy=".42em", font_size="1.2em", kind="sign"),
        shape("text", pin.name, dy="-.1em", **beside, kind="name"),
        shape("text", mark.word, dy="1em", **beside, kind="word"),
    ]
    place = f"translate({pin.x:.1f} {pin.at_y:.1f})"
    return shape(
        "a",
        join(
            [
                shape("path", d=f"M{pin.x:.1f} {pin.y:.1f}V{pin.at_y:.1f}", kind="lead-line"),
                shape("circle", cx=pin.x, cy=pin.y, r=2.5, kind="spot"),
                shape("g", join(parts), font_size=unit, transform=place, kind=f"place pin {mark.name}"),
            ]
        ),
        href=url,
        aria_label=told,
    )
