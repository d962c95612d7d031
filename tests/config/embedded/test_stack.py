"""The stack that other tests run against: its children can be killed and started again."""

from datetime import timedelta

import pytest

from actors.models import Account
from claims.models import Claim, Stance
from config.embedded import application
from config.embedded.seed import Newsroom, SeedError, seed
from config.http import idempotency
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


def test_the_scenario_posted_again_is_answered_again_and_doubles_nothing(stack: Stack, stack_db: Database):
    newsroom = Newsroom(stack.url, stack.keys["newsroom"])
    said: list[str] = []
    seed(newsroom, said.append)
    assert idempotency.purge(older_than=timedelta(0)) > 0
    seed(newsroom, said.append)
    assert said == ["posted the scenario: 64 records", "settled: 15 claims"] * 2
    assert (Claim.objects.count(), Stance.objects.count()) == (15, 20)
    assert stack_db.name == stack.database.name


def test_a_refused_key_is_told_with_the_answer(stack: Stack):
    with pytest.raises(SeedError, match="POST actors was answered 401"):
        seed(Newsroom(stack.url, "ctd_0_none"), print)


@pytest.mark.parametrize("name", ["web", "interactive", "mass", "sealing", "beat"])
def test_no_program_that_serves_is_given_the_password_of_another_role(stack: Stack, name: str):
    assert "DATABASE_URL" in stack.children[name].env
    assert {*stack.children[name].env} & {"DATABASE_OWNER_URL", "DATABASE_ERASER_URL"} == set()
