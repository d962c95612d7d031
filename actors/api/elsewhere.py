"""Addresses of a record that was merged into another: as it is now it is found there, its past stays where it is."""

from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from actors.api.resources import Resource
from actors.models import Mergeable
from actors.selectors import merged
from audit.api.views import RegisterView


class ElsewhereView(RegisterView):
    """An endpoint of a record: whoever asks by one of `redirecting_methods` is led to where the record is now."""

    resource: ClassVar[Resource]
    #: What the address names, where that is another kind than the one that is told of.
    addressed: ClassVar[Resource | None] = None

    def read(self, request: HttpRequest, handler: Callable[[], HttpResponse]) -> HttpResponse:
        """Run a read, unless it has to be asked elsewhere."""
        return super().read(request, lambda: self.elsewhere() or handler())

    def write(self, handler: Callable[[], HttpResponse]) -> HttpResponse:
        """Run a write, unless it has to be sent elsewhere."""
        return super().write(lambda: self.elsewhere() or handler())

    def elsewhere(self) -> HttpResponse | None:
        """Return 308 with the same address of the record that this one was merged into; None where it was not."""
        method = "GET" if self.request.method == "HEAD" else self.request.method
        model = (self.addressed or self.resource).model
        if method not in self.redirecting_methods or not issubclass(model, Mergeable):
            return None
        asked = next(part for part in self.kwargs.values() if isinstance(part, UUID))
        survivor = merged.find_survivor(model, asked, to=self.caller)
        if survivor is None:
            return None
        query = self.request.META.get("QUERY_STRING", "")
        path = self.request.path.replace(str(asked), str(survivor))
        there = self.request.build_absolute_uri(f"{path}?{query}" if query else path)
        return self.answer({"merged_into": survivor, "url": there}, status=308, location=there)
