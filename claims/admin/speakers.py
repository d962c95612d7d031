"""Pages of actors as those who speak: what they said, and which claims another letter would move."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from actors.admin.actors import ActorAdmin
from actors.models import Actor, Reliability
from actors.services import actors
from actors.services.records import Draft
from audit.admin import Bulk, ReasonForm, writer
from audit.attribution import Principal
from claims.admin.merging import MergePages
from claims.admin.tables import page_number
from claims.selectors import regrades, surroundings
from claims.selectors.marks import mark

#: What a form sends beside its fields.
OWN = ("csrfmiddlewaretoken", "previewed")


class RegradeForm(ReasonForm):
    """The letter for all, and why."""

    letter = forms.ChoiceField(
        choices=[("", "No letter yet"), *Reliability.choices],
        required=False,
        help_text="The reason is kept as the reason for the letter, too.",
    )


REGRADE = Bulk(
    "regrade_selected",
    "Regrade",
    "regraded",
    "Each gets the same letter, and the claims that they have spoken on are decided anew.",
    form=RegradeForm,
    template="claims/moves.html",
)

admin.site.unregister(Actor)


@admin.register(Actor)
class SpeakerAdmin(MergePages, ActorAdmin):
    """Actors with what they said. A letter is not saved before it was shown what it would move."""

    change_form_template = "claims/speaker.html"
    back_template = "claims/moves.html"
    actions = ("withdraw_selected", "regrade_selected")

    class Media:
        css = {"all": ["claims/desk.css"]}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show an actor's form, what another letter would move, or save it."""
        if request.method == "POST" and object_id is not None:
            actor = self.get_object(request, unquote(object_id))
            if actor is not None and (shown := self.previewed(request, actor)):
                return shown
        return super().changeform_view(request, object_id, form_url, extra_context)

    def previewed(self, request: HttpRequest, actor: Any) -> HttpResponse | None:
        """Return the page of what a typed letter would move; None where there is none, or it was shown."""
        if not self.has_change_permission(request, actor) or actor.is_withdrawn:
            return None
        form = self.get_form(request, actor, change=True)(request.POST, instance=actor)
        if not form.is_valid() or "reliability" not in form.changed_fields:
            return None
        letter = form.cleaned_data["reliability"]
        if request.POST.get("previewed") == f"letter {letter}":
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": f"Give {actor} {f'the letter {letter}' if letter else 'no letter'}?",
            "opts": self.opts,
            "media": self.media,
            "original": actor,
            "page": self.address("change", actor),
            "previewed": f"letter {letter}",
            "typed": [
                (name, value) for name, values in request.POST.lists() if name not in OWN for value in values
            ],
            "consequences": told(regrades.moves({actor.pk: letter}, to=writer(request))),
        }
        return TemplateResponse(request, "claims/regrade.html", context)

    def consequences_back(self, request: HttpRequest, obj: Any, revision: Any) -> Mapping[str, Any] | None:
        """Return what the letter of an earlier revision would move."""
        if revision.reliability == obj.reliability:
            return None
        return told(regrades.moves({obj.pk: revision.reliability}, to=writer(request)))

    @admin.action(description="Regrade the selected actors…", permissions=["change"])
    def regrade_selected(self, request: HttpRequest, chosen: QuerySet[Actor]) -> HttpResponse | None:
        """Give the selected actors one letter, for one reason."""

        def act(actor_id: UUID, form: Any, by: Principal, expected: set[int]) -> None:
            reason = form.cleaned_data["reason"]
            draft = Draft({"reliability": form.cleaned_data["letter"], "reliability_reason": reason})
            actors.revise(actor_id=actor_id, draft=draft, by=by, reason=reason, expected=expected)

        def preview(form: Any, records: Sequence[Any]) -> Mapping[str, Any]:
            letters = {record.pk: form.cleaned_data["letter"] for record in records}
            return told(regrades.moves(letters, to=writer(request)))

        return self.bulk(request, chosen, REGRADE, act, preview)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Show the form above what the actor said."""
        if obj is not None:
            page = surroundings.said_by(obj.pk, to=writer(request), page=page_number(request))
            context |= {"said": page, "rows": [(stance, _status(stance)) for stance in page.records]}
        return super().render_change_form(request, context, obj=obj, **kwargs)


def told(moves: regrades.Moves) -> dict[str, Any]:
    """Return what a page shows of moves."""
    rows = [(move, mark(move.before), mark(move.after)) for move in moves.moved]
    return {"moves": moves, "rows": rows}


def _status(stance: Any) -> Any:
    current = getattr(stance.claim, "consensus", None)
    return mark(current and current.status)
