"""What an endpoint of the register adds to the API's manners: through which door its writes come in."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from audit.attribution import entered
from config.http.views import ApiView


class RegisterView(ApiView):
    """An endpoint whose writes are attributed to the API and to the request."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Handle the request; whatever it writes carries the request's id."""
        with entered("api", getattr(request, "request_id", "")):
            return super().dispatch(request, *args, **kwargs)
