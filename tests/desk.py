"""Somebody at a desk in the admin, and one record of every kind for them to work on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from actors.models import (
    BOOTSTRAP_ID,
    ROLES,
    Account,
    AccountKind,
    Actor,
    ActorKind,
    ApiKey,
    OAuthClient,
    Partner,
    Role,
    Scope,
    SharingGroup,
)
from actors.services import accounts, actors, clients, groups, keys, partners
from actors.services.records import Draft
from audit.attribution import Principal, entered
from audit.models import Erasure
from audit.services import erasing
from claims.models import (
    Act,
    Claim,
    ClaimRelation,
    Derivation,
    Determination,
    Lane,
    Merge,
    Place,
    Policy,
    Position,
    Proposal,
    Question,
    RelationKind,
    Remark,
    Ruling,
    Source,
    SourceKind,
    Stance,
    Verdict,
)
from claims.services import (
    claims,
    determinations,
    merges,
    places,
    proposals,
    questions,
    relations,
    remarks,
    sources,
    stances,
    verdicts,
)
from claims.services.proposals import Proposed
from tests.waiting import until

PASSWORD = "a long way to Tipperary"  # noqa: S105 - it opens nothing
AUGUST = datetime(2025, 8, 26, tzinfo=UTC)


@dataclass(frozen=True)
class Bootstrap:
    """The account of the first set-up."""

    id = BOOTSTRAP_ID
    partner_id: UUID | None = None
    key_id = None


@dataclass(frozen=True)
class Desk:
    """Somebody who is logged in."""

    account: Account
    client: Client

    @classmethod
    def of(cls, kind: AccountKind, name: str = "", role: Role | None = None) -> "Desk":
        """Record an account and log it in; of staff it is an administrator's unless said otherwise."""
        role = role or (Role.ADMINISTRATOR if kind == AccountKind.STAFF else ROLES[kind][0])
        account = accounts.record(
            name=name or str(kind), kind=kind, role=role, password=PASSWORD, by=Bootstrap()
        )
        client = Client()
        client.force_login(account)
        return cls(account, client)

    def get(self, page: str, record: Model | type[Model], **query: str) -> HttpResponse:
        """Open a page: of a record, or of a kind."""
        return self.client.get(address(page, record), query)

    def form(self, record: Model | type[Model]) -> dict[str, str | list[str]]:
        """Open the form of a record, or of a new one, and return what the browser would send back untouched."""
        page = self.get("add" if isinstance(record, type) else "change", record)
        assert page.status_code == 200
        return dict(_sent(page.context["adminform"].form))

    def send(
        self, record: Model | type[Model], sent: Mapping[str, object], request_id: str = ""
    ) -> HttpResponse:
        """Send a form."""
        headers = {"X-Request-ID": request_id} if request_id else {}
        page = address("add" if isinstance(record, type) else "change", record)
        return self.client.post(page, sent, headers=headers)

    def save(self, record: Model | type[Model], **typed: object) -> HttpResponse:
        """Open a form, type into it and send it."""
        return self.send(record, self.form(record) | typed)

    def end(self, record: Model, **typed: object) -> HttpResponse:
        """Withdraw or revoke a record."""
        opened = {"seen_revision": getattr(record, "revision", 1)}
        return self.client.post(address("end", record), opened | typed)


def address(page: str, record: Model | type[Model]) -> str:
    """Return the address of a page of the admin."""
    args = [] if isinstance(record, type) else [record.pk]
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=args)


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """Return what a form that was shown again says against what was typed."""
    assert response.status_code == 200, response
    form = response.context.get("adminform") or response.context["form"]
    return dict(getattr(form, "form", form).errors)


def latest(record: Model) -> Any:
    """Return the latest revision of a record."""
    return type(record).history.filter(id=record.pk).latest("revision")


def _sent(form: forms.BaseForm) -> dict[str, str | list[str]]:
    sent: dict[str, str | list[str]] = {}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field.widget, forms.MultiWidget):
            parts = bound.field.widget.decompress(value)
            sent |= {f"{bound.html_name}_{place}": str(part or "") for place, part in enumerate(parts)}
        elif isinstance(bound.field, forms.BooleanField):
            sent |= {bound.html_name: "on"} if value else {}
        else:
            sent[bound.html_name] = value if isinstance(value, list) else "" if value is None else str(value)
    return sent


def case(slug: str = "newsroom") -> dict[type[Model], Any]:
    """Record a small case through the services, as a partner would, and have it decided."""
    newsroom = partners.record(slug=slug, name=slug.capitalize(), by=Bootstrap())
    account = accounts.record(name=f"{slug}-desk", kind=AccountKind.SERVICE, partner=newsroom, by=Bootstrap())
    key, _ = keys.issue(account=account, scopes=[Scope.WRITE], by=Bootstrap(), reason="a first key")
    client, _ = clients.issue(account=account, scopes=[Scope.READ], by=Bootstrap(), reason="a first client")
    with entered("api", "req-of-the-api"):
        made = {
            Partner: newsroom, Account: account, ApiKey: key, OAuthClient: client, **_recorded(account),
        }  # fmt: skip
    determinations.settle(lane=Lane.INTERACTIVE)
    claim = made[Claim]
    # Where workers run, one of them may have it in hand.
    until(lambda: Determination.objects.filter(claim=claim).exists(), within=30)
    erasure = erasing.propose(
        kind="claim",
        object_id=claim.pk,
        entries=[0],
        columns=["claims_claim.note"],
        reason="asked",
        by=Bootstrap(),
    )
    return made | {
        Policy: Policy.objects.get(),
        Determination: Determination.objects.filter(claim=claim)[0],
        Erasure: erasure,
    }


def _recorded(by: Principal) -> dict[type[Model], Any]:
    staff = actors.record(
        draft=Draft({"name": "General Staff", "kind": ActorKind.ARMED_FORCE, "party": "ukraine", "reliability": "C"}),
        by=by,
    ).record  # fmt: skip
    outlet = actors.record(draft=Draft({"name": "BBC", "kind": ActorKind.MEDIA_OUTLET}), by=by).record
    place = places.record(draft=Draft({"name": "Zaporizke", "lat": 47.95, "lon": 36.53}), by=by).record
    asked = {"text": "Who controls Zaporizke?", "exclusive": True, "place": place.id}
    question = questions.record(draft=Draft(asked), by=by).record
    told = {
        "text": "Russian forces control Zaporizke.", "question": question.id, "answer": "russia",
        "valid_from": AUGUST, "favours": "russia", "against": ["ukraine", "moldova"], "place": place.id,
        "note": "first line\nsecond line ",
    }  # fmt: skip
    claim = claims.record(draft=Draft(told, date_only=frozenset({"valid_from"})), by=by).record
    other = claims.record(draft=Draft({"text": "Zaporizke is contested."}), by=by).record
    item = {"title": "Statement of 26 August", "kind": SourceKind.STATEMENT, "publisher": staff.id}
    source = sources.record(draft=Draft(item), by=by).record
    said = {"claim": claim.id, "source": source.id, "said_at": AUGUST}
    denial = stances.record(
        draft=Draft({**said, "actor": staff.id, "position": Position.DISPUTES}), by=by
    ).record
    quoted = {"derived_from": denial.id, "relation": Derivation.QUOTES}
    stance = stances.record(
        draft=Draft({**said, **quoted, "actor": outlet.id, "position": Position.DISPUTES}), by=by
    ).record
    related = {"kind": RelationKind.CONTRADICTS, "from_claim": claim.id, "to_claim": other.id}
    relation = relations.record(draft=Draft(related), by=by).record
    ruled = {"claim": claim.id, "ruling": Ruling.OPEN, "grounds": "Nobody was there."}
    verdict = verdicts.record(draft=Draft(ruled), by=Bootstrap(), reason="").record
    twice = places.record(draft=Draft({"name": "Zaporizhke"}), by=by).record
    merges.merge(Place, twice.id, into=place.id, by=by, reason="recorded twice")
    group = groups.record(draft=Draft({"name": "Those who share"}), by=by).record
    asked = Proposed(
        act=Act.REVISE,
        kind="claim",
        about=other.id,
        draft=Draft({"text": "Zaporizke is still contested."}),
        grounds="As they say now.",
    )
    proposal = proposals.propose(asked=asked, by=by).record
    known = {
        "actor": outlet.id,
        "text": "Their desk in Kyiv answers by telephone only.",
        "found_in": source.id,
    }
    remark = remarks.record(draft=Draft(known), by=by).record
    return {
        SharingGroup: group, Actor: staff, Place: place, Question: question, Claim: claim, Source: source,
        Stance: stance, ClaimRelation: relation, Verdict: verdict, Proposal: proposal,
        Merge: Merge.objects.latest("id"), Remark: remark,
    }  # fmt: skip
