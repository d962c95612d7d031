import psycopg
import pytest
from django.db import connection, connections

from tests.databases import Database, Postgres


@pytest.mark.django_db
def test_tests_connect_as_the_application_role(postgres: Postgres):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("contested_app", False, False)


def test_live_db_is_a_database_of_its_own_which_takes_commits(live_db: Database, postgres: Postgres):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), count(*) FROM django_migrations GROUP BY 1")
        name, migrations = cursor.fetchone()
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE committed (n int)")
    with psycopg.connect(live_db.owner_url) as other:
        assert other.execute("SELECT count(*) FROM committed").fetchone() == (0,)
    assert name == live_db.name
    assert migrations > 0
