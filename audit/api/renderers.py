"""What is not JSON, as callers ask for it; the views write it themselves."""

from config.http.renderers import JsonRenderer


class NdjsonRenderer(JsonRenderer):
    """Lines of JSON."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class LinkRenderer(JsonRenderer):
    """Links, one a line (RFC 6690), as a time map has them."""

    media_type = "application/link-format"
    format = "link"


class CsvRenderer(JsonRenderer):
    """Comma-separated values."""

    media_type = "text/csv"
    format = "csv"


class TextRenderer(JsonRenderer):
    """Text."""

    media_type = "text/plain"
    format = "txt"


class SvgRenderer(JsonRenderer):
    """A picture."""

    media_type = "image/svg+xml"
    format = "svg"
