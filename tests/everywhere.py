"""Every page that people open, by its route: a new one has to be written down here, and is then looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.urls import get_resolver, reverse

from claims.models import Claim, ClaimRelation, Merge, Queue, Verdict
from tests.desk import address
from tests.routes import patterns

#: A record of every kind that the admin has pages of; each kind that can be changed has been.
Records = Mapping[type[Model], Any]


def _earlier(record: Any) -> int:
    """Return the number under which the admin has a record's first revision."""
    number: int = record.history.get(revision=1).history_id
    return number


#: The pages that the admin has for each kind of record.
OF_KIND: dict[str, Callable[[Any], str]] = {
    "": lambda record: address("changelist", type(record)),
    "add/": lambda record: address("add", type(record)),
    "<path:object_id>/change/": lambda record: address("change", record),
    "<path:object_id>/merge/": lambda record: address("merge", record),
    "<path:object_id>/unmerge/": lambda record: address("unmerge", record),
    "<path:object_id>/withdraw/": lambda record: address("end", record),
    "<path:object_id>/revoke/": lambda record: address("end", record),
    "<path:object_id>/end/": lambda record: address("end", record),
    "<path:object_id>/rotate/": lambda record: address("rotate", record),
    "<path:object_id>/decide/": lambda record: address("decide", record),
    "<path:object_id>/remove-factor/": lambda record: address("factor", record),
    "<path:object_id>/history/": lambda record: address("history", record),
    "<path:object_id>/history/compare/": lambda record: f"{address('compare', record)}?from=1&to=1",
    r"^([^/]+)/history/([^/]+)/$": lambda record: f"{address('history', record)}{_earlier(record)}/",
    "<path:object_id>/history/<int:history_id>/bring-back/": lambda record: (
        f"{address('history', record)}{_earlier(record)}/bring-back/"
    ),
}
#: Other pages of the admin, for whoever is logged in.
OF_DESK: dict[str, Callable[[Records], list[str]]] = {
    "admin/": lambda _: ["/admin/"],
    r"admin/^(?P<app_label>actors|claims|audit)/$": lambda _: [
        "/admin/actors/",
        "/admin/claims/",
        "/admin/audit/",
    ],
    "admin/changes/": lambda made: [
        "/admin/changes/",
        f"/admin/changes/?object={made[Claim].pk}",
        "/admin/changes/?kind=actor&field=reliability&operation=update&since=2025-01-01T00:00:00",
        "/admin/changes/?account=nobody&after=-1",
    ],
    "admin/changes/checks/": lambda _: ["/admin/changes/checks/"],
    "admin/queues/<str:queue>/": lambda _: [
        f"{reverse('queues:cases', args=[queue])}{query}" for queue in Queue for query in ("", "?mine")
    ],
    "admin/queues/<str:queue>/<uuid:occasion>/leave/": lambda made: [
        reverse("queues:leave", args=[Queue.UNPLACED, made[ClaimRelation].to_claim_id])
    ],
    "admin/second-factor/": lambda _: ["/admin/second-factor/"],
    "admin/second-factor/enrol/": lambda _: ["/admin/second-factor/enrol/"],
    "admin/password_change/": lambda _: ["/admin/password_change/"],
    "admin/password_change/done/": lambda _: ["/admin/password_change/done/"],
}
#: Pages for whoever comes by: the reading room's are in `ROOM`.
OF_ANYBODY = {
    "admin/login/": "/admin/login/",
    "api/v1/problems": "/api/v1/problems",
    "api/v1/problems/<slug:slug>": "/api/v1/problems/not-found",
}
#: The reading room's pages, by route, and what the tests that open them call them.
ROOM = {
    "": ("claims", "found", "none"),
    "claims/<uuid:claim>": ("corroborated", "disputed", "past", "missing"),
    "claims/<uuid:claim>/r<int:number>": ("revision",),
    "claims/<uuid:claim>/revisions": ("revisions",),
    "claims/<uuid:claim>/compare": ("compare",),
    "claims/<uuid:claim>/over-time": ("over-time", "over-time-disputed"),
    "questions/<uuid:question>": ("question",),
    "actors/<uuid:actor>": ("actor", "speaker"),
    "sources/<uuid:source>": ("source",),
    "map": ("map", "past-map"),
}
#: Kinds of record that are never changed: a later verdict takes the place of one.
LASTING = (Verdict,)
#: What is no page, and why; what comes after a form was sent is opened by the tests that send it.
NO_PAGE = {
    "admin/changes/seen/": "only posted to, and leads back",
    r"admin/changes/^changes\.(?P<extension>csv|ndjson)$": "a file",
    "admin/queues/<str:queue>/<uuid:occasion>/assign/": "only posted to, and leads back",
    "admin/queues/<str:queue>/<uuid:object_id>/release/<uuid:account>/": "likewise",
    "admin/logout/": "only posted to: `test_acts` does",
    "admin/autocomplete/": "what a field is completed from",
    "admin/jsi18n/": "a script",
    "admin/r/<path:content_type_id>/<path:object_id>/": "leads elsewhere",
    r"admin/(?P<url>.*)$": "whatever is not there",
    "admin/<kind>/<path:object_id>/": "leads to the record",
    "admin/<kind>/<path:object_id>/delete/": "refused: nothing is deleted",
    "map.geojson": "a file",
    "favicon.ico": "leads to the picture",
    "healthz": "for machines",
    "readyz": "likewise",
    "metrics": "likewise",
    "api/v1/log/checkpoint": "a file of the log",
    "api/v1/log/keys": "likewise",
    "api/v1/log/witnesses": "likewise",
    "api/v1/log/tile/<path:path>": "likewise",
    "api/v1/log/verify.py": "a program",
    "api/v1/oauth/token": "only posted to, by programs",
    "api/v1/docs": "Swagger UI as its makers ship it; docs/api.md says the same as text",
    "api/v1/redoc": "Redoc, likewise",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the admin: of which route, and where."""

    route: str
    address: str


def kinds_of_the_admin() -> list[type[Model]]:
    """Return the kinds of record that the admin has pages of."""
    return list(admin.site._registry)  # noqa: SLF001 - Django offers no other way


def routes() -> set[str]:
    """Return all routes, those of the API without a page apart; of the admin's each kind has the same."""
    kinds = {f"admin/{kind._meta.app_label}/{kind._meta.model_name}/" for kind in kinds_of_the_admin()}
    found = set()
    for path, callback in patterns(get_resolver()):
        if path.startswith("api/") and hasattr(callback, "view_class"):
            continue  # JSON
        kind = next((kind for kind in kinds if path.startswith(kind)), None)
        found.add(f"admin/<kind>/{path.removeprefix(kind)}" if kind else path)
    return found


def of_record(record: Any) -> list[Page]:
    """Return the pages of a record and of its kind; what the kind has no page for is left out."""
    meta = record._meta
    own = f"admin/{meta.app_label}/{meta.model_name}/"
    known = {path for path, _ in patterns(get_resolver())}
    # What a merge was of has the page that undoes it; nothing else has.
    undo = "<path:object_id>/unmerge/"
    back = "<path:object_id>/history/<int:history_id>/bring-back/"
    pages = admin.site.get_model_admin(type(record))
    has_back = record.revision > 1 and pages.fields_brought_back() and type(record) not in LASTING
    left_out = {undo} if has_back else {undo, back}
    found = [
        Page(f"admin/<kind>/{route}", write(record))
        for route, write in OF_KIND.items()
        if f"{own}{route}" in known and route not in left_out
    ]
    if isinstance(record, Merge):
        found.append(Page(f"admin/<kind>/{undo}", address("unmerge", record.record)))
    return found


def of_desk(made: Records) -> list[Page]:
    """Return the pages of the admin that are of no one kind."""
    return [Page(route, address) for route, write in OF_DESK.items() for address in write(made)]
