"""How each kind of record is given back: its fields, listed by hand."""

from actors.api.resources import Resource
from claims.api.v1.quantities import shape
from claims.models import Claim, ClaimRelation, Place, Proposal, Question, Source, Stance
from claims.models.proposal import KINDS

PLACE = Resource(
    model=Place,
    path="places",
    fields=("name", "kind", "lat", "lon", "precision", "gazetteer_ids"),
    references=("merged_into",),
)
QUESTION = Resource(model=Question, path="questions", fields=("text", "exclusive"), references=("place",))
CLAIM = Resource(
    model=Claim,
    path="claims",
    fields=("text", "answer", "quantity", "favours", "against"),
    shaped={"quantity": shape},
    references=("question", "place", "merged_into"),
    times=("valid_from", "valid_to"),
    valid=("valid",),
)
SOURCE = Resource(
    model=Source,
    path="sources",
    fields=("title", "kind", "web_url", "lang", "archive_url", "archive_sha256"),
    references=("publisher", "merged_into"),
    times=("published_at", "retrieved_at"),
)
STANCE = Resource(
    model=Stance,
    path="stances",
    fields=("position", "quantity", "basis", "credibility", "hedged", "excerpt", "locator", "relation"),
    shaped={"quantity": shape},
    references=("claim", "actor", "source", "derived_from"),
    times=("said_at",),
    valid=("claim__valid",),
)
RELATION = Resource(
    model=ClaimRelation,
    path="relations",
    fields=("kind",),
    references=("from_claim", "to_claim"),
    renamed={"from_claim": "from", "to_claim": "to"},
    valid=("from_claim__valid", "to_claim__valid"),
)
PROPOSAL = Resource(
    model=Proposal,
    path="proposals",
    fields=(
        "act", "kind", "of_revision", "draft", "into", "grounds", "put_to", "outcome", "decision", "decided_at",
        "result",
    ),
    references=("decided_by", *KINDS),
    renamed={"put_to": "to"},
)  # fmt: skip
