"""Second factors between those who use one at the same moment."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from actors.errors import RecordError
from actors.models import Account, AccountKind, SecondFactor
from actors.services import accounts, second_factors
from tests.authenticator import App, Clock
from tests.databases import Database
from tests.desk import PASSWORD, Bootstrap

pytestmark = pytest.mark.usefixtures("quick")

AT_ONCE = 4


def come_in(account: Account, code: str) -> list[bool]:
    """Give a code several times at once; return who came in."""
    came_in: list[bool] = []
    barrier = Barrier(AT_ONCE)

    def give() -> None:
        barrier.wait()
        try:
            second_factors.enter(account, code)
        except RecordError:
            came_in.append(False)
        else:
            came_in.append(True)
        finally:
            connections.close_all()

    threads = [Thread(target=give) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came_in)


def test_of_those_who_give_the_same_code_at_once_one_comes_in(
    live_db: Database,  # noqa: ARG001 - commits
    monkeypatch: pytest.MonkeyPatch,
):
    clock = Clock.of(monkeypatch)
    account = accounts.record(name="olena", kind=AccountKind.STAFF, password=PASSWORD, by=Bootstrap())
    begun = second_factors.begin(account)
    app = App(begun.secret)
    _, recovery = second_factors.enrol(account, begun.sealed, app.code)
    clock.tick()

    for code in (app.code, recovery[0]):
        SecondFactor.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
        assert come_in(account, code) == [False] * (AT_ONCE - 1) + [True]
