"""Endpoints of proposals."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from rest_framework.request import Request

from actors.api import record_views as views
from actors.api.drafts import ref
from actors.api.serializers import ReasonIn
from actors.services.records import Draft
from claims.api.v1.proposing import FORMS, ProposalIn, ProposalOut, ProposalQuery
from claims.api.v1.resources import PROPOSAL
from claims.models import Act, Proposal
from claims.models.proposal import KINDS
from claims.services import proposals
from claims.services.proposals import Proposed
from config.http.as_of import AsOfQuery
from config.http.pagination import Rows

#: What is said as a body of a record's own.
_DRAFTED = (Act.CREATE, Act.REVISE)


class ProposalView(views.RecordView):
    """What all endpoints of proposals share."""

    resource = PROPOSAL

    def tell(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return proposals as the API gives them: what each is about in one place, and its body as it was said."""
        return [self._out(row) for row in rows]

    def _out(self, row: Mapping[str, Any]) -> dict[str, Any]:
        out = self.resource.out(row, self.base)
        about = [out.pop(kind) for kind in KINDS]
        body = FORMS[row["kind"]].body(out.pop("draft"))
        if into := out.pop("survivor"):
            body = {"into": into}
        return out | {"object": next(filter(None, about), None), "body": body}


class Proposals(ProposalView):
    """What is proposed to be done to what is another's."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read", "POST": "propose"}
    query = {"GET": ProposalQuery}
    bodies = {"POST": ProposalIn}
    answers = {"GET": [ProposalOut], "POST": {201: ProposalOut, 200: ProposalOut}}
    exact = {"act": "act", "kind": "kind", "outcome": "outcome", "to": "put_to"}

    def get(self, _request: Request) -> HttpResponse:
        """List proposals, latest first."""
        return self.paged(self.filtered(self.rows()))

    def filtered(self, rows: Rows) -> Rows:
        """Apply the filters asked for."""
        rows = super().filtered(rows)
        if asked := self.params.get("object"):
            about = Q()
            for kind in KINDS:
                about |= Q(**{f"{kind}__in": asked})
            rows = rows.filter(about)
        return rows

    def post(self, _request: Request) -> HttpResponse:
        """Propose something; the owner of the record decides on it, or staff."""
        given = self.body
        form, act = FORMS[given["kind"]], Act(given["act"])
        asked = Proposed(
            act=act,
            kind=given["kind"],
            about=ref(given["object"]) if "object" in given else None,
            of_revision=given.get("of_revision"),
            draft=form.drafted(act, given["body"], given["grounds"]) if act in _DRAFTED else Draft({}),
            into=form.survivor(given["body"]) if act == Act.MERGE else None,
            to=given.get("to"),
            grounds=given["grounds"],
        )
        new = proposals.propose(
            asked=asked, external_id=given.get("external_id"), note=given.get("note", ""), by=self.by
        )
        return self.recorded(new.record, self.told(new.record), created=new.created)


class ProposalDetail(ProposalView):
    """One proposal. It is not changed: taken back, another may be made."""

    required_scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    query = {"GET": AsOfQuery}
    answers = {"GET": ProposalOut}

    def get(self, _request: Request, record_id: UUID) -> HttpResponse:
        """Give one proposal."""
        return self.given(record_id)


class ProposalWithdrawal(ProposalView, views.RecordWithdrawal):
    """The end of a proposal that nobody has decided on."""

    required_scopes: ClassVar[Mapping[str, str]] = {"POST": "propose"}
    answers = {"POST": {200: ProposalOut}}

    def withdraw(self, record_id: UUID, reason: str, expected: Collection[int] | None) -> Proposal:
        """Take back a proposal."""
        return proposals.withdraw(proposal_id=record_id, by=self.by, reason=reason, expected=expected)


class ProposalDecision(ProposalView):
    """A decision on a proposal."""

    required_scopes: ClassVar[Mapping[str, str]] = {"POST": "review"}
    heeding_methods = frozenset({"POST"})
    bodies = {"POST": ReasonIn}
    answers = {"POST": {200: ProposalOut}}

    def post(self, _request: Request, record_id: UUID) -> HttpResponse:
        """Decide on a proposal, with a reason for whoever made it."""
        decided = self.decide(record_id, self.body["reason"], self.expected)
        return self.answer(self.told(decided), revision=decided.revision)

    @abstractmethod
    def decide(self, proposal_id: UUID, reason: str, expected: Collection[int] | None) -> Proposal:
        """Call the service that decides so."""


class ProposalAcceptance(ProposalDecision):
    """The acceptance of a proposal."""

    def decide(self, proposal_id: UUID, reason: str, expected: Collection[int] | None) -> Proposal:
        """Carry out what is proposed."""
        return proposals.accept(proposal_id=proposal_id, by=self.by, reason=reason, expected=expected)


class ProposalRefusal(ProposalDecision):
    """The refusal of a proposal."""

    def decide(self, proposal_id: UUID, reason: str, expected: Collection[int] | None) -> Proposal:
        """Leave things as they are."""
        return proposals.decline(proposal_id=proposal_id, by=self.by, reason=reason, expected=expected)
