"""Which media types go in and out, without REST framework's format suffixes and wildcards."""

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from config.http.parsers import check_content_type


class Negotiation(BaseContentNegotiation):
    """Takes the first renderer that the caller accepts."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        """Return the one parser, if the body calls itself JSON."""
        check_content_type(request._request)  # noqa: SLF001 - Django's request lies beneath
        return next(iter(parsers))

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002 - REST framework's signature
    ) -> tuple[BaseRenderer, str]:
        """Return the first acceptable renderer and its media type.

        Raises:
            NotAcceptable: none is.
        """
        available: list[Any] = list(renderers)
        for renderer in available:
            if "HTTP_ACCEPT" not in request.META or request._request.accepts(renderer.media_type):  # noqa: SLF001
                return renderer, renderer.media_type
        raise NotAcceptable(available_renderers=available)
