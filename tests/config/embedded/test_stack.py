"""The stack that other tests run against: its children can be killed and started again."""

import pytest

from actors.models import Account
from config.embedded import application
from tests.databases import Database
from tests.stack import Stack
from tests.waiting import until


@pytest.mark.parametrize("name", ["newsroom", "monitor", "auditor"])
def test_each_key_speaks_for_its_account(stack: Stack, name: str):
    with stack.client(name) as client:
        assert client.get("me").status_code == 200


def test_a_killed_web_server_answers_again_once_started(stack: Stack):
    stack.web.kill()
    assert not application.answers(f"{stack.url}/healthz")
    stack.web.start()
    until(lambda: application.answers(f"{stack.url}/readyz"), within=30)


def test_stack_db_is_the_database_of_the_stack(stack: Stack, stack_db: Database):

    assert stack_db == stack.database
    with stack.client() as client:
        assert Account.objects.filter(pk=client.get("me").json()["account"]).exists()
