"""What files of changes are called when they are asked for; the views stream them themselves."""

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
