"""Whoever reads is told what an oracle says that they may see, whatever was done before.

The long form: `./dev test -m soak tests/flows/test_sight.py`.
"""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test
from psycopg import sql

from actors.selectors import circles
from audit.selectors import bundles, readers
from claims.selectors import evidence
from claims.services import determinations
from tests.databases import Database
from tests.figures import Figure
from tests.flows.sight import Difference
from tests.flows.sight_proposals import Machine
from tests.flows.sight_world import Register

pytestmark = pytest.mark.usefixtures("live_db", "served")


@pytest.fixture
def served(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the folder of static files there, empty; have no claim rest."""
    settings.STATIC_ROOT = str(tmp_path)
    for rest in ("REST", "REST_PER_BYTE"):
        monkeypatch.setattr(determinations, rest, timedelta())


def run(register: Register, *, runs: int, steps: int, **how: Any) -> None:
    """Have so much happen, and compare all the while."""
    run_state_machine_as_test(
        partial(Machine, register),
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=False,
            # Ids and times are others at each try: what failed is told as it happened, and not made shorter.
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
            **how,
        ),
    )


def test_what_is_read_is_what_the_oracle_says(figure: Figure):
    register = Register.begun()

    run(register, runs=12, steps=12, derandomize=True)

    figure("sight", f"{sum(register.looked.values())} answers", runs_unlike=(0, register.runs))


#: Views that are made to show everything, by schema and table.
OPENED = [
    ("seen", "claims_claim"),
    ("seen", "claims_stance"),
    ("seen", "actors_actor"),
    ("seen", "claims_determination"),
    ("seen", "claims_historicalsource"),
    ("seen", "audit_change"),
    ("as_of", "claims_stance"),
]


def opened(database: Database, schema: str, table: str) -> None:
    """Have one view show everything."""
    view = sql.Identifier(schema, table)
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION public.sees_all(text, uuid[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'"
        )
        found = owner.execute("SELECT pg_get_viewdef(%s::regclass)", [f"{schema}.{table}"]).fetchone()
        assert found is not None
        assert "audit_sees(" in found[0]
        shown = found[0].replace("audit_sees(", "public.sees_all(")
        owner.execute(sql.SQL("CREATE OR REPLACE VIEW {} AS {}").format(view, sql.SQL(shown)))


def assert_noticed() -> None:
    """Have so much happen that it is noticed when something is told that is hidden."""
    register = Register.begun()
    with pytest.raises((Difference, Flaky)):
        run(register, runs=80, steps=15, derandomize=True)
    assert register.differences


@pytest.mark.parametrize(("schema", "table"), OPENED)
def test_one_view_that_shows_everything_is_noticed(schema: str, table: str, live_db: Database):
    opened(live_db, schema, table)

    assert_noticed()


def test_a_dissolved_group_that_still_shares_is_noticed(monkeypatch: pytest.MonkeyPatch):
    asked = circles.GROUPS.removesuffix(" AND withdrawn_at IS NULL")
    assert asked != circles.GROUPS
    monkeypatch.setattr(readers, "groups", [asked])

    assert_noticed()


def test_a_decision_by_what_not_everyone_sees_is_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(evidence, "is_as_free", lambda _one, _other: True)

    assert_noticed()


def test_a_bundle_that_is_not_narrowed_is_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bundles, "is_narrowed", lambda _reader: False)

    assert_noticed()


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(20))
def test_what_is_read_is_what_the_oracle_says_in_two_thousand_runs(part: int, figure: Figure):
    register = Register.begun()

    run(register, runs=100, steps=15)

    looked = sum(register.looked.values())
    print(f"part {part}: {register.runs} runs, {looked} answers, 0 of them unlike")
    figure("sight", f"{looked} answers", runs_unlike=(0, register.runs))
