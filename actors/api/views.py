"""Endpoints of actors, and of whoever calls."""

from collections.abc import Collection
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from actors.api import parts
from actors.api import record_views as views
from actors.api.resources import Resource
from actors.api.serializers import (
    ActorIn,
    ActorOut,
    ActorPatch,
    ActorQuery,
    GroupIn,
    GroupOut,
    GroupPatch,
    MeOut,
    RecordQuery,
)
from actors.models import Actor, SharingGroup
from actors.services import actors, groups
from actors.services.keys import Credential
from actors.services.records import Draft, Recorded
from audit.api.views import RegisterView
from config.http.scopes import ANY_SCOPE

ACTOR = Resource(
    model=Actor,
    path="actors",
    schema=ActorOut,
    fields=("name", "kind", "aliases", "party", "reliability", "reliability_reason"),
    references=("part_of", "speaks_for", "merged_into"),
)


class Actors(views.RecordList):
    """Actors: who speaks, publishes or is party."""

    resource = ACTOR
    is_open = True
    query = {"GET": parts.of(ACTOR, ActorQuery)}
    bodies = {"POST": ActorIn}
    answers = {"GET": [ActorOut], "POST": {201: ActorOut, 200: ActorOut}}
    exact = {
        "kind": "kind",
        "party": "party",
        "reliability": "reliability",
        "part_of": "part_of_id",
        "speaks_for": "speaks_for_id",
    }
    searched = ("name", "aliases")

    def record(self, new: Draft, reason: str) -> Recorded[Actor]:
        """Record an actor."""
        return actors.record(draft=new, by=self.by, reason=reason)


class ActorDetail(views.RecordDetail):
    """One actor."""

    resource = ACTOR
    redirecting_methods = frozenset({"GET", "PATCH"})
    is_open = True
    query = {"GET": parts.of(ACTOR)}
    bodies = {"PATCH": ActorPatch}
    answers = {"GET": ActorOut, "PATCH": ActorOut}

    def revise(self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None) -> Actor:
        """Change an actor."""
        return actors.revise(actor_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected)


class ActorWithdrawal(views.RecordWithdrawal):
    """The withdrawal of an actor."""

    resource = ACTOR
    answers = {"POST": {200: ActorOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Actor:
        """Withdraw an actor."""
        return actors.withdraw(actor_id=record_id, by=self.by, reason=reason, expected=expected)


GROUP = Resource(model=SharingGroup, path="sharing-groups", schema=GroupOut, fields=("name", "members"))


class Groups(views.RecordList):
    """Sharing groups: who sees what is marked for them."""

    resource = GROUP
    query = {"GET": parts.of(GROUP, RecordQuery)}
    bodies = {"POST": GroupIn}
    answers = {"GET": [GroupOut], "POST": {201: GroupOut, 200: GroupOut}}

    def record(self, new: Draft, reason: str) -> Recorded[SharingGroup]:
        """Record a sharing group."""
        return groups.record(draft=new, by=self.by, reason=reason)


class GroupDetail(views.RecordDetail):
    """One sharing group."""

    resource = GROUP
    query = {"GET": parts.of(GROUP)}
    bodies = {"PATCH": GroupPatch}
    answers = {"GET": GroupOut, "PATCH": GroupOut}

    def revise(
        self, record_id: UUID, changes: Draft, reason: str, expected: Collection[int] | None
    ) -> SharingGroup:
        """Change a sharing group."""
        return groups.revise(group_id=record_id, draft=changes, by=self.by, reason=reason, expected=expected)


class GroupWithdrawal(views.RecordWithdrawal):
    """The end of a sharing group."""

    resource = GROUP
    answers = {"POST": {200: GroupOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> SharingGroup:
        """Dissolve a sharing group."""
        return groups.withdraw(group_id=record_id, by=self.by, reason=reason, expected=expected)


class Me(RegisterView):
    """Whom the key stands for."""

    required_scopes = {"GET": ANY_SCOPE}
    answers = {"GET": MeOut}

    def get(self, request: Request) -> HttpResponse:
        """Tell whom the key stands for, and what it may do."""
        credential: Credential = request.auth  # type: ignore[assignment]
        account = credential.account
        partner = account.partner
        return self.answer(
            {
                "account": account.id,
                "name": account.name,
                "kind": account.kind,
                "role": account.role,
                "partner": partner and {"id": partner.id, "slug": partner.slug, "name": partner.name},
                "key": credential.key_id,
                "scopes": sorted(credential.scopes),
                "expires_at": credential.expires_at,
            }
        )
