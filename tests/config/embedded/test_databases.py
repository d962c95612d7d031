"""What tests stand on: the application's role, and databases that may be committed to."""

import threading

import psycopg
import pytest
from django.db import DatabaseError, connection, connections

from tests.databases import Database, Databases, Postgres


@pytest.mark.django_db
def test_tests_connect_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("contested_app", False, False)


@pytest.mark.django_db
def test_the_application_role_cannot_empty_a_table():
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute("TRUNCATE actors_actor CASCADE")


def test_live_db_takes_commits_from_every_thread(live_db: Database):
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE committed (name text)")
        cursor.execute("GRANT INSERT ON committed TO contested_app")

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO committed VALUES (current_database())")
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with psycopg.connect(live_db.owner_url) as other:
        assert other.execute("SELECT name FROM committed").fetchall() == [(live_db.name,)] * 3


def test_a_live_db_is_migrated_and_empty_of_what_other_tests_committed(live_db: Database):
    with psycopg.connect(live_db.owner_url) as owner:
        assert owner.execute("SELECT to_regclass('committed')").fetchone() == (None,)
        found = owner.execute("SELECT count(*) > 0 FROM django_migrations").fetchone()
    assert found == (True,)


def test_a_clone_is_dropped_from_under_whoever_is_connected(databases: Databases, postgres: Postgres):
    clone = databases.clone()
    with psycopg.connect(clone.app_url) as connected:
        databases.drop(clone)
        with pytest.raises(psycopg.OperationalError):
            connected.execute("SELECT 1")
    with psycopg.connect(postgres.owner_url) as owner:
        assert owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [clone.name]).fetchone() is None
