"""The change log: every change in the register, in pages and as files."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from audit.api import filters
from audit.api.renderers import CsvRenderer, NdjsonRenderer
from audit.api.serializers import ChangeRowOut
from audit.api.views import RegisterView
from audit.selectors import changes, exports, positions
from audit.selectors.changes import Rows, Told
from audit.services import changes as changes_service


class ChangesView(RegisterView):
    """What all forms of the change log share."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}

    def read(self, request: HttpRequest, handler: Callable[[], HttpResponse]) -> HttpResponse:
        """Have the change log be as long as the log, where a former state of it is asked for: it stays what it was."""
        if "known_at" in self.params or "Accept-Datetime" in request.headers:
            changes_service.follow()
        return super().read(request, handler)

    def rows(self) -> Rows:
        """Return the changes that the request asks for."""
        return changes.matching(filters.wanted(self.params), to=self.caller)


class Changes(ChangesView):
    """Every change in the register."""

    query = {"GET": filters.ChangeQuery}
    answers = {"GET": [ChangeRowOut]}

    def get(self, _request: Request) -> HttpResponse:
        """List changes, newest first: who changed what, when, why, through which door, and what differs."""
        body, headers = self.pager(("-index",)).answer(self.rows(), dict)
        body["results"] = [exports.change(told, self.base) for told in changes.tell(body["results"])]
        return self.answer(body, headers=headers)


class ChangesFile(ChangesView):
    """All changes that the filters let through, as one stream."""

    counts_as = "export"
    query = {"GET": filters.ChangeFileQuery}
    answers: ClassVar[Mapping[str, Any]] = {"GET": {200: OpenApiTypes.STR}}

    def get(self, _request: Request) -> HttpResponse:
        """Give all changes that the filters let through, newest first; for a register of any size."""
        # Read long after this has returned, and then as the same reader as of the same position.
        batches = changes.in_batches(self.rows(), at=positions.standing(), to=self.caller)
        lines = self.lines(batches, self.base)
        media_type = self.renderer_classes[0].media_type
        headers = {"Content-Disposition": f'attachment; filename="changes.{self.renderer_classes[0].format}"'}
        streamed = StreamingHttpResponse(lines, content_type=f"{media_type}; charset=utf-8", headers=headers)
        return cast("HttpResponse", streamed)

    @abstractmethod
    def lines(self, batches: Iterable[Iterable[Told]], base: str) -> Iterator[bytes]:
        """Yield the lines of the file."""


class ChangesNdjson(ChangesFile):
    """The change log as lines of JSON."""

    renderer_classes = [NdjsonRenderer]

    def lines(self, batches: Iterable[Iterable[Told]], base: str) -> Iterator[bytes]:
        """Yield an object a line."""
        return exports.ndjson(batches, base)


class ChangesCsv(ChangesFile):
    """The change log as a table."""

    renderer_classes = [CsvRenderer]

    def lines(self, batches: Iterable[Iterable[Told]], base: str) -> Iterator[bytes]:
        """Yield a row for each change, with the differences as JSON in the last column."""
        return exports.csv_lines(batches, base)
