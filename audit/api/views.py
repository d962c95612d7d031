"""What an endpoint of the register adds to the API's manners: through which door it writes, as of when it reads."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from audit.attribution import Principal, entered
from audit.errors import UnknownPositionError
from audit.selectors import positions, readers
from audit.selectors.positions import Position
from config.http import as_of
from config.http.problems import LocatedError, ProblemError, in_header, in_query
from config.http.views import ApiView


class RegisterView(ApiView):
    """An endpoint whose writes are attributed to the API and to the request, and whose reads may be as of then."""

    @property
    def base(self) -> str:
        """Return the absolute address of the API."""
        return str(self.request.build_absolute_uri("/api/v1"))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Handle the request; whatever it writes carries the request's id."""
        with entered("api", getattr(request, "request_id", "")):
            return super().dispatch(request, *args, **kwargs)

    def read(self, request: HttpRequest, handler: Callable[[], HttpResponse]) -> HttpResponse:
        """Run a read, of what the caller may see, as of the position that it asks for.

        Raises:
            ProblemError: 400 or 422, the log has no such position.
        """
        with readers.reading_as(self.caller):
            position = self._position(request)
            if position is None:
                return handler()
            self.fixed = {"known_at": str(position.size)}
            with positions.reading_as_of(position):
                response = handler()
        for name, value in as_of.memento_headers(request, position.size, position.at).items():
            response.headers[name] = ", ".join(filter(None, (response.headers.get(name), value)))
        return response

    def write(self, handler: Callable[[], HttpResponse]) -> HttpResponse:
        """Run a write, which finds and changes nothing but what the caller may see."""
        with readers.writing_as(self.caller):
            return handler()

    @property
    def caller(self) -> Principal:
        """Return who asks."""
        return cast("Principal", self.request.user)

    def answer(
        self,
        data: Any,
        *,
        revision: int | None = None,
        status: int = 200,
        location: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Answer with data as JSON; an answer as of then says with how many entries."""
        if position := positions.standing():
            data = {**data, "known_at": position.size}
        return super().answer(data, revision=revision, status=status, location=location, headers=headers)

    def _position(self, request: HttpRequest) -> Position | None:
        """Return the position that is asked for, None for the register as it is."""
        if not self.takes("known_at"):
            return None
        known_at = self.params.get("known_at")
        # Read also where `known_at` goes before it: no fault is passed over.
        instant = as_of.accepted(request.headers)
        with blaming(in_query, "known_at"):
            if isinstance(known_at, int):
                return positions.of_size(known_at)
            if known_at is not None:
                return positions.of_instant(known_at)
        with blaming(in_header, "Accept-Datetime"):
            return None if instant is None else positions.nearest(instant)


@contextmanager
def blaming(place: Callable[[str, str, str], LocatedError], name: str) -> Iterator[None]:
    """Refuse a position that the log has not, by the parameter or header that asks for it.

    Raises:
        ProblemError: 422, with the place at fault.
    """
    try:
        yield
    except UnknownPositionError as error:
        fault = place(name, error.code, str(error))
        raise ProblemError("invalid", str(error), code=error.code, errors=[fault]) from None
