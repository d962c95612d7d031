"""The scenario, told over HTTP and decided by workers: it folds, and every determination comes out again."""

from io import StringIO

import pytest
from django.core.management import call_command

from audit.models import Check
from claims.models import Determination
from config.celery import app
from tests.figures import Figure
from tests.flows.scenario import STANCES, Telling
from tests.partner import Partner
from tests.stack import Stack
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("stack_db")


def test_the_scenario_folds_and_replays_while_it_is_told_and_after(stack: Stack, figure: Figure):
    with stack.client() as client:
        told = Telling(Partner(client), "replayed")
        for ref in STANCES:
            told.say(ref)
            if len(told.ids) % 3 == 0:
                assert printed("audit_fold").endswith(", 0 differ")
        told.settle()

    fold, replay = printed("audit_fold"), printed("audit_replay")

    figure("P4", f"the scenario: {fold}; {replay}")
    assert fold.endswith(" rows, 0 differ")
    assert replay == f"{Determination.objects.count()} determinations, 0 differ"


def printed(command: str) -> str:
    """Return the last line that a command prints."""
    out = StringIO()
    call_command(command, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()[-1]


def test_the_mass_worker_runs_both_checks_as_beat_asks_for_them(stack: Stack):
    with app.connection_for_write(stack.env["REDIS_URL"]) as broker:
        for name in ("fold", "replay"):
            entry = app.conf.beat_schedule[name]
            app.send_task(entry["task"], connection=broker, **entry["options"])

    until(lambda: set(Check.objects.values_list("name", flat=True)) == {"fold", "replay"}, within=60)
    assert {check.differing for check in Check.objects.all()} == {0}
