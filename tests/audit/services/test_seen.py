"""What stands behind the views of what a reader sees: row-level security, and roles that cannot do without it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection

from audit.records import seen, tracked_models
from audit.selectors import readers
from tests.audit.samples import CIRCLE, World
from tests.databases import Database
from tests.flows.hidden import Member, group, member

#: Has whoever asks be in the circle of everything.
_IN_IT = f"SELECT '{CIRCLE}'::uuid FROM unnest(%s::uuid[])"  # noqa: S608 - an id of our own


@pytest.fixture
def people(register: World) -> tuple[Member, Member]:  # noqa: ARG001 - a database first
    """Return somebody of whom nothing is, and somebody who is in the circle of everything."""
    writer, stranger = member("writer"), member("stranger")
    group("Theirs", writer)
    return writer, stranger


@pytest.fixture
def register(live_db: Database) -> World:
    """Return a register with three records of each kind, all in one circle."""
    return World.made(live_db)


def counted(model: Any) -> int:
    return int(model.objects.count())


def past_the_views() -> Iterator[tuple[str, int]]:
    """Count what is found by whoever has forgotten the search path."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('search_path', 'public', true)")
    for model in (*seen.marked(tracked_models()), *(m.history.model for m in seen.marked(tracked_models()))):
        yield model._meta.db_table, counted(model)


def test_behind_the_views_there_is_nothing_of_others(people: tuple[Member, Member]):
    _, stranger = people
    with readers.reading_as(stranger):
        assert sum(counted(model) for model in seen.marked(tracked_models())) == 0
        assert dict(past_the_views()) == dict.fromkeys(dict(past_the_views()), 0)


def test_behind_the_views_there_is_all_that_is_ones_own(people: tuple[Member, Member], monkeypatch: Any):
    _, stranger = people
    monkeypatch.setattr(readers, "groups", [_IN_IT])
    with readers.reading_as(stranger):
        through = {model._meta.db_table: counted(model) for model in seen.marked(tracked_models())}
        behind = dict(past_the_views())

    assert through.items() <= behind.items()
    assert all(count >= 3 for table, count in through.items() if table != "actors_sharinggroup")


def test_whoever_has_become_the_reader_and_says_not_who_they_are_sees_what_is_clear(register: World):
    assert register.rows
    with readers.reading_as(member("anybody")), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('audit.circles', '', true)")
        assert sum(count for _, count in past_the_views()) == 0


def test_the_reader_writes_nothing_and_sees_no_secret(people: tuple[Member, Member]):
    writer, _ = people
    for statement in (
        "UPDATE public.claims_claim SET note = 'x'",
        "DELETE FROM public.claims_debt",
        "SELECT digest FROM public.actors_apikey",
        "SELECT digest FROM public.actors_oauthclient",
        "SELECT token_checksum FROM public.oauth2_provider_accesstoken",
        "SELECT password FROM public.actors_account",
        "SELECT * FROM public.django_session",
        "SELECT public.audit_drain()",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            readers.reading_as(writer),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_no_role_of_the_application_is_above_the_policies(live_db: Database):
    with psycopg.connect(live_db.owner_url) as owner:
        rows = owner.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'contested\\_%'"
        ).fetchall()
        tables = owner.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
        ).fetchall()

    assert {"contested_app", "contested_owner", "contested_reader"} <= {name for name, *_ in rows}
    assert not any(flag for _, *flags in rows for flag in flags)
    assert {name for (name,) in tables} == set(seen.conditions(tracked_models()))


def test_what_was_read_is_read_as_before_when_it_is_over(people: tuple[Member, Member]):
    _, stranger = people
    with readers.reading_as(stranger), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('audit.circles')")
        assert cursor.fetchone() == (
            "contested_reader",
            "{" + ",".join(sorted(map(str, [stranger.id, stranger.partner_id]))) + "}",
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('search_path'), current_setting('audit.circles', true)"
        )
        user, path, circles = cursor.fetchone()

    assert (user, circles or "") == ("contested_app", "")
    assert "seen" not in path
