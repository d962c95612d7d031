"""The command that removes a second factor where nobody else of staff is left to do it."""

import io

import pytest
from django.core.management import CommandError, call_command

from actors.models import AccountKind, SecondFactor
from tests.authenticator import App, Clock, has_come_in
from tests.desk import PASSWORD, Desk, latest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


@pytest.fixture
def olena(quick: None, monkeypatch: pytest.MonkeyPatch) -> Desk:  # noqa: ARG001 - before anybody has a password
    """Record the only one of staff, who has enrolled."""
    Clock.of(monkeypatch)
    desk = Desk.of(AccountKind.STAFF, "olena")
    App.enrolled(desk.client)
    return desk


def remove(name: str = "olena", by: str = "olena", password: str = PASSWORD) -> str:
    """Type the command, and the password where it is asked for."""
    out = io.StringIO()
    words = (name, "--by", by, "--reason", "lost the phone")
    call_command("remove_second_factor", *words, stdout=out, stdin=io.StringIO(f"{password}\n"))
    return out.getvalue()


def test_the_only_one_of_staff_removes_their_own(olena: Desk):
    assert remove() == "olena logs in with the password, and may enrol again. Their sessions have ended.\n"

    revision = latest(olena.account)
    assert (revision.second_factor_since, revision.history_user_id) == (None, olena.account.id)
    assert (revision.history_channel, revision.history_change_reason) == ("cli", "lost the phone")
    assert not SecondFactor.objects.exists()
    assert not has_come_in(olena.client)


@pytest.mark.usefixtures("olena")
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"password": "a guess"}, "Nobody active of staff"),
        ({"by": "eve"}, "Nobody active of staff"),
        ({"name": "nobody"}, "There is no account 'nobody'"),
        ({"name": "eve"}, "This account has no second factor"),
    ],
)
def test_what_is_refused_is_refused_in_words(asked: dict[str, str], why: str):
    Desk.of(AccountKind.AUDITOR, "eve")

    with pytest.raises(CommandError, match=why):
        remove(**asked)

    assert SecondFactor.objects.count() == 1
