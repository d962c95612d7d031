"""The command by which two people erase, each with a password of their own."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from audit.models import Erasure
from claims.models import Claim
from tests.audit.erasures import NAME, Story, telling
from tests.databases import Databases
from tests.desk import PASSWORD


@pytest.fixture(scope="module")
def story(databases: Databases, django_db_blocker: DjangoDbBlocker, static_root: Path) -> Iterator[Story]:
    """Tell a story that the tests of this module go on with."""
    with telling(databases, django_db_blocker, static_root) as (database, told):
        yield told
    databases.drop(database)


def erase(*words: str, password: str = PASSWORD) -> dict[str, str]:
    """Type the command, and the password where it is asked for; return the last table that it prints."""
    out = io.StringIO()
    call_command("erase", *words, stdout=out, stdin=io.StringIO(f"{password}\n"))
    return {line[:13].strip(): line[13:] for line in out.getvalue().splitlines()}


def test_two_people_and_a_role_erase_in_three_steps(story: Story):
    claim = story.ids["claim"]
    proposed = erase("propose", "claim", claim, "--reason", "She asked.", "--by", "ann")
    number = proposed["erasure"]
    approved = erase("approve", number, "--by", "bob")
    done = erase("carry-out", number)

    assert (proposed["of"], proposed["takes"], proposed["why"]) == (
        f"claim {claim}",
        "note, text",
        "She asked.",
    )
    assert proposed["and"].endswith(" determinations that give it back")
    assert [each["proposed by"] for each in (proposed, approved, done)] == ["ann"] * 3
    assert [each["approved by"] for each in (proposed, approved, done)] == ["nobody yet", "bob", "bob"]
    assert [each["carried out"] == "not yet" for each in (proposed, approved, done)] == [True, True, False]
    assert {*erase("show", number).items()} < {*done.items()}
    assert NAME not in Claim.history.get(id=claim, revision=1).text


def test_carried_out_again_it_says_so(story: Story):
    number = erase("propose", "source", story.ids["source"], "--reason", "r", "--by", "ann")["erasure"]
    erase("approve", number, "--by", "bob")
    said = []
    for _ in range(2):
        out = io.StringIO()
        call_command("erase", "carry-out", number, stdout=out)
        said.append(out.getvalue().splitlines()[0])

    assert said[0].startswith("1 revision erased. Rows that were replaced lie in the files")
    assert said[1] == "This was carried out before."


@pytest.mark.parametrize(
    ("words", "password", "why"),
    [
        (("--by", "ann"), "wrong", "Nobody active of staff is called 'ann' and has this password"),
        (("--by", "desk"), PASSWORD, "Nobody active of staff is called 'desk'"),
        (("--by", "ann", "--revision", "2"), PASSWORD, "Revise it or withdraw it"),
        (("--by", "ann", "--keep", "colour"), PASSWORD, "There is no column colour to keep"),
    ],
)
def test_a_proposal_is_refused_in_words(words: tuple[str, ...], password: str, why: str, story: Story):
    with pytest.raises(CommandError, match=why):
        erase("propose", "actor", story.ids["actor"], "--reason", "r", *words, password=password)


def test_an_approval_takes_somebody_else(story: Story):
    number = erase("propose", "actor", story.ids["actor"], "--reason", "r", "--by", "ann", "--reasons-only")[
        "erasure"
    ]

    with pytest.raises(CommandError, match="takes somebody else"):
        erase("approve", number, "--by", "ann")
    with pytest.raises(CommandError, match="Nobody has approved"):
        erase("carry-out", number)

    assert Erasure.objects.get(id=number).columns == ["actors_actor.history_change_reason"]


def test_without_the_roles_password_nothing_is_carried_out(story: Story, monkeypatch: pytest.MonkeyPatch):
    number = erase("propose", "actor", story.ids["actor"], "--reason", "r", "--by", "ann")["erasure"]
    monkeypatch.delitem(connections.settings, "eraser")

    with pytest.raises(CommandError, match="DATABASE_ERASER_URL is not set"):
        erase("carry-out", number)
