"""A claim with as many stances as a test wants, and one whose every text is hostile."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from actors.models import SYSTEM_ID, Actor, ActorKind, Partner
from audit.attribution import audited_write
from claims.models import (
    Claim,
    ClaimRelation,
    Derivation,
    Lane,
    Place,
    Position,
    Question,
    RelationKind,
    Ruling,
    Source,
    SourceKind,
    Stance,
    Verdict,
)
from claims.services import determinations
from claims.services.determinations import System
from tests.desk import AUGUST

BY: dict[str, Any] = {"recorded_by_id": SYSTEM_ID}


def crowd(count: int) -> dict[str, UUID]:
    """Record a claim on which so many speak, half of them against it and every third quoting, and have it decided."""
    with audited_write(by=System(), reason="a crowd"):
        question = Question.objects.create(text="Who holds the bridge?", exclusive=True, **BY)
        rival = Claim.objects.create(
            text="Nobody holds the bridge.", question=question, answer="nobody", **BY
        )
        claim = Claim.objects.create(
            text="The army holds the bridge.", question=question, answer="army", **BY
        )
        ClaimRelation.objects.create(kind=RelationKind.CONTRADICTS, from_claim=claim, to_claim=rival, **BY)
        body = Actor.objects.create(
            name="A body", kind=ActorKind.STATE_BODY, reliability="B", party="north", **BY
        )
        speakers = Actor.objects.bulk_create(
            Actor(name=f"Speaker {number}", kind=ActorKind.PERSON, speaks_for=body, **BY)
            for number in range(count)
        )
        source = Source.objects.create(title="A report", kind=SourceKind.ARTICLE, publisher=body, **BY)
        common: dict[str, Any] = {"claim": claim, "source": source, **BY}
        words = [
            Stance(
                actor=actor,
                position=Position.DISPUTES if number % 2 else Position.SUPPORTS,
                said_at=AUGUST + timedelta(minutes=number),
                **common,
            )
            for number, actor in enumerate(speakers)
        ]
        for number, stance in enumerate(words):
            if number % 3 == 2:
                stance.derived_from, stance.relation = words[number - 1], Derivation.QUOTES
        Stance.objects.bulk_create(words)
    determinations.settle(lane=Lane.INTERACTIVE)
    return {
        "claim": claim.id,
        "question": question.id,
        "actor": speakers[0].id,
        "publisher": body.id,
        "source": source.id,
    }


def filled(text: str, *, url: str) -> list[str]:
    """Record one of everything with this in each text and address; return the addresses of all pages that show it."""
    with audited_write(by=System(), reason=text):
        partner = Partner.objects.create(slug="hostile", name=text[:200])
        by = {**BY, "partner": partner, "note": text}
        place = Place.objects.create(name=text[:200], **by)
        question = Question.objects.create(text=text[:500], exclusive=True, place=place, **by)
        asked = {
            "question": question,
            "answer": text[:200],
            "quantity": f"12 {text}"[:40].rstrip().translate({ord("("): None, ord(")"): None}),
            "favours": text[:40],
            "against": [text[:40]],
            "place": place,
            "valid_from": AUGUST,
        }
        claim = Claim.objects.create(text=text[:1000], **asked, **by)
        other = Claim.objects.create(text=text[:1000], **asked, **by)
        ClaimRelation.objects.create(kind=RelationKind.SUPERSEDES, from_claim=other, to_claim=claim, **by)
        named = {"name": text[:200], "aliases": [text[:200]], "party": text[:40]}
        head = Actor.objects.create(kind=ActorKind.ORGANIZATION, reliability="B", **named, **by)
        speaker = Actor.objects.create(
            kind=ActorKind.PERSON, speaks_for=head, part_of=head, reliability_reason=text, **named, **by
        )
        source = Source.objects.create(
            title=text[:500], kind=SourceKind.POST, publisher=head, web_url=url, archive_url=url,
            lang=text[:35], archive_sha256=text[:64], **by,
        )  # fmt: skip
        said = {"source": source, "said_at": AUGUST, "excerpt": text, "locator": text[:200], **by}
        first = Stance.objects.create(claim=claim, actor=speaker, position=Position.SUPPORTS, **said)
        derived = {"claim": claim, "actor": head, "derived_from": first, **said}
        Stance.objects.create(position=Position.DISPUTES, relation="cites", **derived)
        Stance.objects.create(position=Position.SUPPORTS, relation="quotes", **derived)
        Stance.objects.create(claim=other, actor=head, position=Position.SUPPORTS, **said)
        Verdict.objects.create(claim=claim, ruling=Ruling.OPEN, grounds=text, **by)
    determinations.settle(lane=Lane.INTERACTIVE)
    with audited_write(by=System(), reason=text):
        Claim.objects.filter(id=claim.id).update(text=f"{text[:990]} again", answer="")
    determinations.settle(lane=Lane.INTERACTIVE)
    return [
        "/",
        f"/claims/{claim.id}",
        f"/claims/{claim.id}/r1",
        f"/claims/{claim.id}/revisions",
        f"/claims/{claim.id}/compare?from=1&to=2",
        f"/claims/{claim.id}/over-time",
        f"/questions/{question.id}",
        f"/actors/{speaker.id}",
        f"/actors/{head.id}",
        f"/sources/{source.id}",
    ]
