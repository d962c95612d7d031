"""The embedded server's roles: each with a password of its own, made where one is missing."""

import json
from pathlib import Path

import psycopg
import pytest

from config.embedded.postgres import Postgres
from config.embedded.process import Children
from config.embedded.secret import Secrets
from config.embedded.servers import base_environment, socket_folder


def server(folder: Path) -> Postgres:
    """Return the server of a state folder, with the folder's secrets."""
    secrets = Secrets.load(folder / "secrets.json")
    return Postgres(folder / "pgdata", socket_folder(folder), secrets, base_environment(), durable=False)


def test_a_state_folder_from_before_a_role_gets_it_at_the_next_start(tmp_path: Path):
    with Children(tmp_path / "run", tmp_path / "log") as children:
        server(tmp_path).start(children)
        with psycopg.connect(server(tmp_path).superuser_url, autocommit=True) as superuser:
            superuser.execute("DROP ROLE contested_eraser")
    file = tmp_path / "secrets.json"
    before = json.loads(file.read_text())
    file.write_text(json.dumps({name: secret for name, secret in before.items() if name != "eraser"}))

    with Children(tmp_path / "run", tmp_path / "log") as children:
        again = server(tmp_path)
        again.start(children)

        for url, role in ((again.eraser_url, "contested_eraser"), (again.app_url, "contested_app")):
            with psycopg.connect(url) as connection:
                assert connection.execute("SELECT current_user").fetchone() == (role,)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(again.url("contested_eraser", again.secrets.app))
    after = json.loads(file.read_text())
    assert {**after, "eraser": None} == {**before, "eraser": None}
    assert len(set(after.values())) == len(after)
