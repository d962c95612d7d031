"""How each kind of record is given back: its fields, listed by hand."""

from actors.api.resources import Resource
from claims.api.v1.quantities import shape
from claims.api.v1.serializers import (
    ClaimOut,
    PlaceOut,
    QuestionOut,
    RelationOut,
    RemarkOut,
    SourceOut,
    StanceOut,
)
from claims.models import Claim, ClaimRelation, Place, Proposal, Question, Remark, Source, Stance
from claims.models.proposal import KINDS
from claims.models.remark import SUBJECTS
from claims.selectors import consensus

PLACE = Resource(
    model=Place,
    path="places",
    schema=PlaceOut,
    fields=("name", "kind", "lat", "lon", "precision", "gazetteer_ids"),
    references=("merged_into",),
)
QUESTION = Resource(
    model=Question,
    path="questions",
    schema=QuestionOut,
    fields=("text", "exclusive"),
    references=("place",),
)
CLAIM = Resource(
    model=Claim,
    path="claims",
    schema=ClaimOut,
    fields=("text", "answer", "quantity", "favours", "against"),
    shaped={"quantity": shape},
    references=("question", "place", "merged_into"),
    times=("valid_from", "valid_to"),
    valid=("valid",),
    # Where the sources leave it.
    beside={"consensus": consensus.brief},
)
SOURCE = Resource(
    model=Source,
    path="sources",
    schema=SourceOut,
    fields=("title", "kind", "web_url", "lang", "archive_url", "archive_sha256"),
    references=("publisher", "merged_into"),
    times=("published_at", "retrieved_at"),
)
STANCE = Resource(
    model=Stance,
    path="stances",
    schema=StanceOut,
    fields=("position", "quantity", "basis", "credibility", "hedged", "excerpt", "locator", "relation"),
    shaped={"quantity": shape},
    references=("claim", "actor", "source", "derived_from"),
    times=("said_at",),
    valid=("claim__valid",),
)
RELATION = Resource(
    model=ClaimRelation,
    path="relations",
    schema=RelationOut,
    fields=("kind",),
    references=("from_claim", "to_claim"),
    renamed={"from_claim": "from", "to_claim": "to"},
    valid=("from_claim__valid", "to_claim__valid"),
)
REMARK = Resource(
    model=Remark,
    path="remarks",
    schema=RemarkOut,
    fields=("text",),
    references=(*SUBJECTS, "found_in"),
)
PROPOSAL = Resource(
    model=Proposal,
    path="proposals",
    fields=(
        "act", "kind", "of_revision", "draft", "survivor", "grounds", "put_to", "outcome", "decision", "decided_at",
        "result",
    ),
    references=("decided_by", *KINDS),
    renamed={"put_to": "to"},
)  # fmt: skip
