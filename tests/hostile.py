"""One record of every kind with something hostile in each of its texts, found by the models' own fields."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Field, Model, TextField

from actors.models import (
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
from audit.attribution import MAX_REASON, audited_write, entered
from audit.models import Erasure
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
from claims.services import determinations
from claims.services.determinations import System
from tests.desk import AUGUST
from tests.everywhere import kinds_of_the_admin
from tests.waiting import until

SCRIPT = "<script>hostile()</script></title></textarea><x-hostile onclick=hostile()>\"'><img src=x onerror=hostile()>"
#: What is put into every text, after the name of the field, which tells where it came from.
TEXTS = {
    "script": SCRIPT,
    "turned": "safe \u202e txt.exe \u2066 end",
    "template": "{{ claim }}{% debug %}&lt;b&gt; %s {0} \\u202e",
    "long": "W" * 10_000,
}
#: The same, where the field's name may not come before it.
BARE = {
    "address": "javascript:hostile()//",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
}
#: Texts that nobody types: the register makes them, or reads them as a language of its own.
OWN = {
    "posted": "a digest",
    "password": "a digest",
    "digest": "a digest",
    "prefix": "made at random, and shown of a key",
    "client_id": "likewise, of a client",
    "scopes": "one of few words",
    "date_only": "names of fields",
    "sha256": "a digest",
    "document": "JSON that the rules read",
    "version": "what the document says",
    "columns": "names of columns",
    "moved": "ids",
    "contents": "digests",
    "metas": "digests",
}
Made = dict[type[Model], Any]


def fields(kind: type[Model]) -> dict[str, "Field[Any, Any]"]:
    """Return the fields of a kind in which people write."""
    found: dict[str, Field[Any, Any]] = {}
    if kind is Determination:
        return found  # the register's own words
    for field in kind._meta.concrete_fields:
        inner = field.base_field if isinstance(field, ArrayField) else field
        if isinstance(inner, CharField | TextField) and not inner.choices and field.name not in OWN:
            found[field.name] = field
    return found


def written(kind: type[Model], text: str, *, is_named: bool) -> dict[str, Any]:
    """Return something hostile for each text of a kind, as long as the field takes."""
    values: dict[str, Any] = {}
    for name, field in fields(kind).items():
        inner = field.base_field if isinstance(field, ArrayField) else field
        whole = f"{mark(kind, name)} {text}" if is_named else text
        cut = whole[: inner.max_length or 10_000]
        if name == "quantity":
            cut = f"12 {re.sub('[()]', '', whole)}"[:40].rstrip()
        if name == "draft":
            cut = json.dumps({"values": {"text": cut}, "date_only": []}, ensure_ascii=False)
        values[name] = [cut] if isinstance(field, ArrayField) else cut
    return values


def mark(kind: type[Model], name: str) -> str:
    """Return what the text of a field begins with."""
    return f"{kind.__name__}.{name}"


#: What a record of each kind needs beside its texts.
NEEDED: Mapping[type[Model], Callable[[Made], dict[str, Any]]] = {
    Partner: lambda _: {},
    Account: lambda made: {"kind": AccountKind.SERVICE, "role": Role.EDITOR, "partner": made[Partner]},
    ApiKey: lambda made: {"account": made[Account], "prefix": "hostile", "digest": b"", "scopes": [Scope.READ]},
    OAuthClient: lambda made: {
        "account": made[Account], "client_id": "hostile", "digest": b"", "scopes": [Scope.READ],
    },
    SharingGroup: lambda made: {"marking": "amber", "circles": [made[Partner].pk]},
    Place: lambda _: {"lat": 47.9, "lon": 36.5},
    Question: lambda made: {"exclusive": True, "place": made[Place]},
    Actor: lambda _: {"kind": ActorKind.PERSON, "reliability": "B"},
    Claim: lambda made: {"question": made[Question], "place": made[Place], "valid_from": AUGUST},
    Source: lambda made: {"kind": SourceKind.POST, "publisher": made[Actor]},
    Stance: lambda made: {**said(made), "position": Position.SUPPORTS},
    ClaimRelation: lambda made: {
        "kind": RelationKind.SUPERSEDES, "from_claim": other(made), "to_claim": made[Claim],
    },
    Verdict: lambda made: {"claim": made[Claim], "ruling": Ruling.OPEN},
    Proposal: lambda made: {"act": Act.REVISE, "kind": "claim", "claim": made[Claim], "of_revision": 1},
    Remark: lambda made: {"actor": made[Actor], "found_in": made[Source]},
    Merge: lambda made: {"actor": merged(made), "survivor": made[Actor].pk},
    Erasure: lambda made: {
        "object_id": made[Claim].pk, "entries": [0], "columns": ["claims_claim.text"], "proposed_by": made[Account].pk,
    },
}  # fmt: skip


def said(made: Made) -> dict[str, Any]:
    return {"claim": made[Claim], "actor": made[Actor], "source": made[Source], "said_at": AUGUST}


def merged(made: Made) -> Actor:
    """Return an actor that was merged into the one that says something hostile, and says the same."""
    return Actor.objects.create(
        name=made[Actor].name, kind=ActorKind.PERSON, withdrawn_at=AUGUST, merged_into=made[Actor],
        recorded_by=made[Account],
    )  # fmt: skip


def other(made: Made) -> Claim:
    """Return a second claim, which says nothing hostile."""
    return Claim.objects.create(
        text="Another answer.", question=made[Question], answer="other", recorded_by=made[Account]
    )


def recorded(text: str, *, is_named: bool = True) -> Made:
    """Record one of every kind past every check of the services, change each once, and have the claim decided."""
    made: Made = {}
    reason = f"reason {text}"[:MAX_REASON]
    with entered("api", "req-hostile"), audited_write(by=System(), reason=reason):
        for kind, needed in NEEDED.items():
            values = {**written(kind, text, is_named=is_named), **needed(made)}
            if "recorded_by" in {field.name for field in kind._meta.concrete_fields}:
                values |= {"recorded_by": made[Account], "partner": made[Partner]}
            made[kind] = kind.objects.create(**values)
        Stance.objects.create(
            **written(Stance, text, is_named=is_named) | {"external_id": None}, **said(made), recorded_by=made[Account],
            position=Position.DISPUTES, derived_from=made[Stance], relation=Derivation.CITES,
        )  # fmt: skip
        Policy.objects.update(**written(Policy, text, is_named=is_named))
    determinations.settle(lane=Lane.INTERACTIVE)
    # Where workers run, one of them may have it in hand.
    until(lambda: Determination.objects.filter(claim=made[Claim]).exists(), within=30)
    with entered("admin", "req-hostile"), audited_write(by=System(), reason=reason):
        for kind, record in made.items():
            name = {ApiKey: "label", OAuthClient: "label", Account: "name", Erasure: "reason"}.get(
                kind, "note"
            )
            value = getattr(record, name)
            kind.objects.filter(pk=record.pk).update(**{name: f"{value[:-1]}~"})
            record.refresh_from_db()
    made[Policy] = Policy.objects.get()
    made[Determination] = Determination.objects.filter(claim=made[Claim]).latest("log_size")
    assert made.keys() == set(kinds_of_the_admin())
    return made


def room(made: Made) -> list[str]:
    """Return the pages of the reading room that show the records."""
    claim = made[Claim].pk
    return [
        *(
            "/",
            f"/claims/{claim}",
            f"/claims/{claim}/r1",
            f"/claims/{claim}/revisions",
            "/map?day=2025-08-26",
        ),
        *(f"/claims/{claim}/compare?from=1&to=2", f"/claims/{claim}/over-time", f"/actors/{made[Actor].pk}"),
        *(f"/questions/{made[Question].pk}", f"/sources/{made[Source].pk}"),
        f"/claims/{made[ClaimRelation].from_claim_id}",
    ]
