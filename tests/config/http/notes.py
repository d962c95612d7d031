"""A resource made for these tests: a note is a row of `auth_group`, whose name holds revision and text."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from config.http import fields
from config.http.logs import current_request_id
from config.http.queries import BooleanParameter, CommaField, IntegerParameter, PageQuery
from config.http.serializers import StrictSerializer
from config.http.views import ApiView

PARTNER = UUID("0199b4c1-0000-7000-8000-000000000001")


class RuleError(Exception):
    """A domain error as services raise them."""

    def __init__(self, kind: str, *, pointer: str | None = None, **extra: Any) -> None:
        super().__init__(f"the rule of {kind}")
        self.code = "a_rule"
        self.kind = kind
        self.pointer = pointer
        self.extra = extra


class ScopesAsKey(BaseAuthentication):
    """Takes `Bearer <partner number>:<scopes>` for a key."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not key:
            return None
        if ":" not in key:
            raise AuthenticationFailed("The key is unknown.")
        number, scopes = key.split(":")
        partner = UUID(int=PARTNER.int + int(number))
        return SimpleNamespace(pk=partner, partner_id=partner), SimpleNamespace(
            scopes=frozenset(scopes.split())
        )

    def authenticate_header(self, _request: Request) -> str:
        return "Bearer"


class PersonIn(StrictSerializer):
    name = fields.CharField(max_length=20)
    age = fields.IntegerField(required=False, min_value=0)


class NoteIn(StrictSerializer):
    """What a note is made from."""

    text = fields.CharField(max_length=100)
    is_loud = fields.BooleanField(required=False)
    weight = fields.FloatField(required=False)
    count = fields.IntegerField(required=False, allow_null=True)
    kind = fields.ChoiceField(choices=["memo", "letter"], required=False)
    said_at = fields.InstantField(required=False)
    valid_from = fields.DateOrInstantField(required=False)
    about = fields.ReferenceField(required=False)
    parent = fields.UUIDField(required=False)
    words = fields.ListField(child=fields.CharField(max_length=10), required=False)
    people = PersonIn(many=True, required=False)


class NotePatch(NoteIn):
    """Changes to a note."""

    text = fields.CharField(max_length=100, required=False)


class NoteOut(StrictSerializer):
    """A note."""

    id = fields.IntegerField()
    text = fields.CharField(max_length=100)


class NoteFilters(PageQuery):
    text = fields.CharField(max_length=20, required=False)
    kind = CommaField(child=fields.ChoiceField(choices=["memo", "letter"]), required=False)
    least = IntegerParameter(required=False)
    is_loud = BooleanParameter(required=False)


class TestView(ApiView):
    __test__ = False
    authentication_classes = [ScopesAsKey]


def note(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "text": row["name"].split(":", 1)[1]}


class Notes(TestView):
    """All notes."""

    required_scopes = {"GET": "read", "POST": "write"}
    query = {"GET": NoteFilters}
    bodies = {"POST": NoteIn}
    answers = {"GET": [NoteOut], "POST": NoteOut}

    def get(self, _request: Request) -> HttpResponse:
        """List notes."""
        rows = Group.objects.values("id", "name")
        if "text" in self.params:
            rows = rows.filter(name__endswith=self.params["text"])
        return self.page(rows, out=note)

    def post(self, _request: Request) -> HttpResponse:
        """Make a note."""
        made = Group.objects.create(name=f"1:{self.body['text']}")
        return self.answer(
            {"id": made.pk, "text": self.body["text"]},
            revision=1,
            status=201,
            location=f"/api/v1/notes/{made.pk}",
        )


class Note(TestView):
    """One note."""

    required_scopes = {"GET": "read", "PATCH": "write"}
    bodies = {"PATCH": NotePatch}
    answers = {"GET": NoteOut, "PATCH": NoteOut}

    def get(self, _request: Request, note_id: int) -> HttpResponse:
        """Read a note."""
        row = Group.objects.filter(pk=note_id).values("id", "name").first()
        if row is None:
            raise RuleError("not_found")
        return self.answer(note(row), revision=int(row["name"].split(":")[0]))

    def patch(self, request: Request, note_id: int) -> HttpResponse:
        """Change a note."""
        locked = Group.objects.select_for_update().get(pk=note_id)
        revision = int(locked.name.split(":")[0])
        if self.expected is not None and revision not in self.expected:
            raise RuleError("precondition", revision=revision)
        locked.name = f"{revision + 1}:{self.body['text']}"
        locked.save()
        return self.get(request, note_id)


class Shout(TestView):
    """An action without a body."""

    required_scopes = {"POST": "write"}

    def post(self, _request: Request, note_id: int) -> HttpResponse:
        """Shout a note."""
        return self.answer({"shouted": note_id}, status=202)


class Echo(TestView):
    """Gives back what it read; writes nothing."""

    required_scopes = {"GET": "", "POST": ""}
    writes = False
    query = {"GET": NoteFilters}
    bodies = {"POST": NoteIn}

    def get(self, _request: Request) -> HttpResponse:
        """Give back the query."""
        return self.answer(self.params)

    def post(self, _request: Request) -> HttpResponse:
        """Give back the body."""
        about = self.body.pop("about", None)
        return self.answer({**self.body, **({"about": [about.id, about.external_id]} if about else {})})


class Undeclared(TestView):
    """Has a method and no scope for it."""

    def get(self, _request: Request) -> HttpResponse:
        """Never run."""
        raise AssertionError


class Failing(TestView):
    """Writes, then fails in a way that the test chooses."""

    required_scopes = {"GET": "", "POST": ""}
    failures: list[Any] = []

    def get(self, _request: Request) -> HttpResponse:
        """Fail or answer."""
        return self._do()

    def post(self, _request: Request) -> HttpResponse:
        """Write, then fail or answer."""
        Group.objects.create(name="1:left by a failure")
        return self._do()

    def _do(self) -> HttpResponse:
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Exception):
            raise failure
        if isinstance(failure, str | tuple):
            with connection.cursor() as cursor:
                cursor.execute(*(failure if isinstance(failure, tuple) else (failure,)))
        if isinstance(failure, HttpResponse):
            return failure
        return self.answer({"done": True})


def plain(request: HttpRequest) -> HttpResponse:
    if request.GET.get("status"):
        return HttpResponse("<h1>plain</h1>", status=int(request.GET["status"]))
    if "bare" in request.GET:
        raise RuntimeError("a secret of the server")
    return JsonResponse({"request_id": request.request_id, "in_log": current_request_id()})


urlpatterns = [
    path("", include("config.http.urls")),
    path("api/v1/notes", Notes.as_view()),
    path("api/v1/notes/<int:note_id>", Note.as_view()),
    path("api/v1/notes/<int:note_id>:shout", Shout.as_view()),
    path("api/v1/echo", Echo.as_view()),
    path("api/v1/undeclared", Undeclared.as_view()),
    path("api/v1/failing", Failing.as_view()),
    path("api/plain", plain),
    path("plain", plain),
]
