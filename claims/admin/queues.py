"""Staff's start page and queues: what waits, since when, who is on it."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors.models import Actor
from audit.admin import ReasonForm, writer
from audit.errors import RecordError
from claims.models import Claim, Echo, Likeness, Proposal, Queue
from claims.selectors import queues as waiting
from claims.selectors.marks import Mark, mark
from claims.selectors.queues import LEAVABLE, Case
from claims.services import queues

#: What a queue holds, and how a case leaves it.
ABOUT = {
    Queue.DISPUTED: "Claims with credible weight on both sides now. A verdict takes one out of here.",
    Queue.SETTLED: "Claims that strong and independent origins agree on now, or are against. A verdict takes one out"
    " of here.",
    Queue.UNGRADED: "Speakers without a letter, whose words weigh little until somebody grades them. F, cannot be"
    " judged, is a letter too.",
    Queue.UNPLACED: "Claims that do not say where they are about, or not when.",
    Queue.ALIKE: "Claims in nearly the same words. A relation between the two takes a pair out of here, and so does"
    " withdrawing one.",
    Queue.COPIED: "Speakers of whom one may repeat the other and not say so. What speaks for it is below; it changes no"
    " weight. Where it is so, say at the stance what it derives from.",
    Queue.PROPOSED: "What partners ask to have done to what is not theirs, or staff's to do. The owner of a record may"
    " decide as well, and a decision takes it out of here.",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A record that a case is about, as its line names it."""

    name: str
    url: str
    mark: Mark | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A case as its line shows it."""

    case: Case
    subjects: tuple[Subject, ...]


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show what waits, and the register's records below."""
    return admin.site.index(request, {"queues": waiting.start(to=writer(request))})


@require_safe
def cases(request: HttpRequest, queue: str) -> HttpResponse:
    """List the cases of a queue, those that wait longest first."""
    chosen = _queue(queue)
    mine = "mine" in request.GET
    page = waiting.page(chosen, to=writer(request), after=_after(request), mine=mine)
    context = {
        "rows": [Row(case, _subjects(case.about)) for case in page.cases],
        "page": page,
        "mine": mine,
        "may_write": may_write(request),
        "may_leave": chosen in LEAVABLE,
        "query": request.GET.urlencode(),
    }
    return _shown(request, "claims/queue.html", chosen, context)


@require_POST
def assign(request: HttpRequest, queue: str, occasion: UUID) -> HttpResponse:
    """Take on a case."""
    chosen = _writable(request, queue)
    try:
        queues.assign(queue=chosen, occasion=occasion, by=writer(request))
    except RecordError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is yours.")
    return _back(request, chosen)


@require_POST
def release(request: HttpRequest, queue: str, object_id: UUID, account: UUID) -> HttpResponse:
    """Give back a case."""
    chosen = _writable(request, queue)
    if queues.release(queue=chosen, object_id=object_id, held_by=account, by=writer(request)):
        messages.success(request, "It is free again.")
    else:
        messages.error(request, "It was given back or taken on meanwhile: nothing was changed.")
    return _back(request, chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, queue: str, occasion: UUID) -> HttpResponse:
    """Ask why a case needs nothing, and take it out of its queue."""
    chosen = _writable(request, queue)
    case = waiting.find(chosen, occasion, to=writer(request))
    if case is None or chosen not in LEAVABLE:
        messages.error(request, "It does not wait here any more.")
        return _back(request, chosen)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            queues.leave(
                queue=chosen, occasion=occasion, by=writer(request), reason=form.cleaned_data["reason"]
            )
        except RecordError as refusal:
            form.tell(refusal)
        else:
            messages.success(request, "It has left the queue; another occasion would bring it back.")
            return _back(request, chosen)
    context = {"form": form, "row": Row(case, _subjects(case.about)), "query": request.GET.urlencode()}
    return _shown(request, "claims/leave.html", chosen, context)


def may_write(request: HttpRequest) -> bool:
    """Return whether whoever is logged in works here, or only looks."""
    return bool(request.user.has_perm("claims.change_assignment"))


def _queue(name: str) -> Queue:
    if name not in Queue:
        raise Http404
    return Queue(name)


def _writable(request: HttpRequest, name: str) -> Queue:
    if not may_write(request):
        raise PermissionDenied
    return _queue(name)


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _back(request: HttpRequest, queue: Queue) -> HttpResponse:
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("queues:cases", args=[queue]) + (f"?{query}" if query else ""))


def _shown(request: HttpRequest, template: str, queue: Queue, context: dict[str, Any]) -> HttpResponse:
    named = {"title": queue.label, "queue": queue, "about": ABOUT[queue]}
    return TemplateResponse(request, template, {**admin.site.each_context(request), **named, **context})


def _subjects(about: Claim | Actor | Likeness | Echo | Proposal) -> tuple[Subject, ...]:
    if isinstance(about, Echo):
        return _echo(about)
    if isinstance(about, Likeness):
        return _claim(about.claim, f"{about.score:.0%} alike"), _claim(about.other)
    if isinstance(about, Actor):
        return (_speaker(about),)
    if isinstance(about, Proposal):
        return (_proposal(about),)
    missing = [
        words
        for words, is_missing in (
            ("no place", about.place is None),
            ("no time", about.valid_from is None and about.valid_to is None),
        )
        if is_missing
    ]
    current = getattr(about, "consensus", None)
    return (_claim(about, *missing, status=mark(current and current.status)),)


def _claim(claim: Claim, *facts: str, status: Mark | None = None) -> Subject:
    url = reverse("admin:claims_claim_change", args=[claim.pk])
    asked = (f"answers “{claim.question}”",) if claim.question else ()
    return Subject(claim.text, url, status, (*facts, *asked))


def _echo(echo: Echo) -> tuple[Subject, ...]:
    counted = (
        (echo.excerpts, f"in nearly the same words on {echo.excerpts}"),
        (echo.errors, f"both wrong on {echo.errors}, by a verdict"),
        (echo.agreed, f"both right on {echo.agreed}"),
        (echo.differed, f"apart on {echo.differed}"),
        (echo.later, f"spoke first on {echo.later}, less than an hour ahead on {echo.soon}"),
    )
    facts = [words for number, words in counted if number]
    actor, other = (
        Subject(each.name, reverse("admin:actors_actor_change", args=[each.pk]))
        for each in (echo.actor, echo.other)
    )
    weighs = f"{echo.score / 100:.0f} decibans for copying"
    words = [
        Subject(f"“{each.excerpt}”", reverse("admin:claims_stance_change", args=[each.pk]))
        for each in (echo.stance, echo.original)
        if each
    ]
    return replace(actor, facts=("may repeat", weighs)), replace(other, facts=tuple(facts)), *words


def _proposal(proposal: Proposal) -> Subject:
    url = reverse("admin:claims_proposal_decide", args=[proposal.pk])
    by = f"by {proposal.partner or proposal.recorded_by}"
    return Subject(str(proposal).capitalize(), url, None, (by, proposal.grounds))


def _speaker(actor: Any) -> Subject:
    said = f"{actor.stances_standing} stance{'' if actor.stances_standing == 1 else 's'}"
    url = reverse("admin:actors_actor_change", args=[actor.pk])
    return Subject(actor.name, url, None, (actor.get_kind_display(), said))
