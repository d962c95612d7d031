"""What another policy would change is foretold as it then comes out."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import Outbox
from audit.services import log
from claims.consensus import CPL_1, CPL_1_DOCUMENT, Policy, decide
from claims.models import Claim
from claims.selectors import adoptions, evidence
from tests.claims.services.walk import begun

pytestmark = pytest.mark.django_db
OTHER: dict[str, Any] = {
    **CPL_1_DOCUMENT,
    "version": "cpl-2",
    "reliability": {"A": 400, "B": 90, "C": 50, "D": 0, "E": 0},
}


def walked() -> int:
    walk = begun(5)
    for _ in range(60):
        walk.step()
    return log.drain()


def test_every_claim_is_decided_under_both_as_the_rules_decide_it():
    size = walked()
    rules = Policy.from_document(OTHER)

    found = {each.claim: (each.before, each.after) for each in adoptions.compared(CPL_1, rules)}

    claims = Claim.objects.filter(withdrawn_at=None).values_list("id", flat=True)
    facts = {claim: evidence.at(claim, size=size) for claim in claims}
    assert found == {
        claim: (decide(each, CPL_1).status, decide(each, rules).status) for claim, each in facts.items()
    }
    assert any(before != after for before, after in found.values())


def test_command_counts_names_and_writes_nothing(tmp_path: Path):
    walked()
    file = tmp_path / "cpl-2.json"
    file.write_text(json.dumps(OTHER))
    out = StringIO()

    call_command("policy_diff", "cpl-1", str(file), "--list", "1", stdout=out, stderr=StringIO())

    first, *lines = out.getvalue().splitlines()
    turned = [
        each for each in adoptions.compared(CPL_1, Policy.from_document(OTHER)) if each.before != each.after
    ]
    assert (
        first
        == f"{len(turned)} of {Claim.objects.filter(withdrawn_at=None).count()} claims would change from cpl-1 to cpl-2"
    )
    assert sum(int(line.split()[0]) for line in lines[:-1]) == len(turned)
    assert lines[-1].startswith(str(turned[-1].claim))
    assert not Outbox.objects.exists()


def test_command_refuses_what_is_no_policy(tmp_path: Path):
    file = tmp_path / "bad.json"
    file.write_text("{}")

    with pytest.raises(CommandError, match=r"policy\.version is missing"):
        call_command("policy_diff", "cpl-1", str(file))
    with pytest.raises(CommandError, match="There is no policy cpl-9"):
        call_command("policy_diff", "cpl-1", "cpl-9")
