"""The command by which one person proposes a policy and another adopts it."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actors.models import AccountKind
from actors.services import accounts
from claims.consensus import CPL_1_DOCUMENT
from claims.models import Policy
from tests.desk import PASSWORD, Bootstrap

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


@pytest.fixture(autouse=True)
def people(quick: None) -> None:  # noqa: ARG001 - passwords are hashed in no time
    for name, kind in (("ann", AccountKind.STAFF), ("bob", AccountKind.STAFF), ("eve", AccountKind.AUDITOR)):
        accounts.record(name=name, kind=kind, password=PASSWORD, by=Bootstrap())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cpl-2.json"
    path.write_text(json.dumps({**CPL_1_DOCUMENT, "version": "cpl-2", "hedged": 40}))
    return path


def policy(*words: str, password: str = PASSWORD) -> dict[str, str]:
    """Type the command, and the password where it is asked for; return what it lists, by version."""
    out = io.StringIO()
    call_command("policy", *words, stdout=out, stdin=io.StringIO(f"{password}\n"))
    return {line.split()[0]: line.split()[1] for line in out.getvalue().splitlines()}


def test_one_proposes_and_another_adopts(file: Path):
    assert policy("list") == {"cpl-1": "adopted"}
    proposed = policy("propose", str(file), "--by", "ann", "--reason", "hedging says more")
    assert proposed == {"cpl-1": "adopted", "cpl-2": "proposed"}

    with pytest.raises(CommandError, match="takes a second person"):
        policy("adopt", "cpl-2", "--by", "ann", "--reason", "mine")

    assert policy("adopt", "cpl-2", "--by", "bob", "--reason", "agreed") == dict.fromkeys(proposed, "adopted")


def test_nobody_else_and_nobody_without_the_password_decides(file: Path):
    for name, password in (("eve", PASSWORD), ("ann", "a guess"), ("nobody", PASSWORD)):
        with pytest.raises(CommandError, match="Nobody active of staff"):
            policy("propose", str(file), "--by", name, "--reason", "why not", password=password)

    assert Policy.objects.count() == 1


def test_what_is_no_policy_is_refused(file: Path, tmp_path: Path):
    file.write_text("{}")

    with pytest.raises(CommandError, match=r"policy\.version is missing"):
        policy("propose", str(file), "--by", "ann", "--reason", "a try")
    with pytest.raises(CommandError, match="No such file"):
        policy("propose", str(tmp_path / "none.json"), "--by", "ann", "--reason", "a try")
