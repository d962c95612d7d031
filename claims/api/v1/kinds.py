"""What the change log tells of claims and what bears on them."""

from audit.selectors.kinds import Kind
from claims.api.v1.resources import CLAIM, PLACE, PROPOSAL, QUESTION, RELATION, REMARK, SOURCE, STANCE
from claims.models import (
    Claim,
    ClaimRelation,
    Determination,
    Merge,
    Place,
    Policy,
    Proposal,
    Question,
    Remark,
    Source,
    Stance,
    Verdict,
)

#: A label stands in double quotes in a sentence, so what it names within stands in single ones.
KINDS = (
    Kind("place", Place, PLACE.told, "{name}", path=PLACE.path),
    Kind("question", Question, QUESTION.told, "{text}", path=QUESTION.path),
    Kind("claim", Claim, CLAIM.told, "{text}", path=CLAIM.path),
    Kind("source", Source, SOURCE.told, "{title}", path=SOURCE.path),
    Kind("stance", Stance, STANCE.told, "{actor_id}: {position} ‘{claim_id}’", path=STANCE.path),  # noqa: RUF001
    Kind(
        "relation",
        ClaimRelation,
        RELATION.told,
        "‘{from_claim_id}’ {kind} ‘{to_claim_id}’",  # noqa: RUF001
        path=RELATION.path,
    ),
    Kind(
        "remark",
        Remark,
        REMARK.told,
        "on {actor_id}{claim_id}{source_id}{stance_id}",
        path=REMARK.path,
    ),
    Kind("proposal", Proposal, PROPOSAL.told, "{act} {kind}: {grounds}", path=PROPOSAL.path),
    Kind(
        "verdict",
        Verdict,
        {
            "external_id": "external_id", "claim_id": "claim", "ruling": "ruling", "grounds": "grounds",
            "note": "note", "marking": "marking", "circles": "circles", "withdrawn_at": "withdrawn_at",
        },
        "{ruling}: ‘{claim_id}’",  # noqa: RUF001
    ),
    Kind(
        # What moved is told by the revisions of what moved.
        "merge",
        Merge,
        {
            "actor_id": "actor", "claim_id": "claim", "place_id": "place", "source_id": "source", "survivor": "into",
            "note": "note", "marking": "marking", "circles": "circles", "withdrawn_at": "withdrawn_at",
        },
        "‘{actor_id}{claim_id}{place_id}{source_id}’ into {survivor}",  # noqa: RUF001
    ),
    Kind(
        "policy",
        Policy,
        {name: name for name in ("version", "sha256", "document", "adopted_at", "note")},
        "{version}",
    ),
    Kind(
        # The body has its own place, where it is told whole: claims/{id}/determinations.
        "determination",
        Determination,
        {
            "claim_id": "claim", "status": "status", "reason": "reason", "log_size": "log_size",
            "policy_id": "policy", "tier": "tier", "inputs_sha256": "inputs_sha256",
            "marking": "marking", "circles": "circles",
        },
        "{status}: ‘{claim_id}’",  # noqa: RUF001
    ),
)  # fmt: skip
