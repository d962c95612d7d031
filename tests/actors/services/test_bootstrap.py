"""The first set-up: once, with secrets that are kept before they are committed."""

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client

from actors.models import Account, Partner
from actors.services import bootstrap, keys
from tests.desk import PASSWORD

pytestmark = pytest.mark.django_db


def test_credentials_are_written_for_their_owner_alone_and_work(tmp_path: Path):
    file = tmp_path / "credentials.json"
    call_command("bootstrap", credentials=file, verbosity=0)
    made = json.loads(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(made["keys"]) == {"newsroom", "monitor", "auditor"}
    for name in ("newsroom", "monitor"):
        credential = keys.find_credential(made["keys"][name])
        assert credential is not None
        assert credential.account.partner == Partner.objects.get(slug=name)
    assert Account.objects.get(name="admin").check_password(made["admin"]["password"])


def test_auditor_enters_the_admin_once_the_operator_has_set_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
):
    call_command("bootstrap", credentials=tmp_path / "credentials.json", verbosity=0)
    assert not Account.objects.get(name="auditor").has_usable_password()
    monkeypatch.setattr("getpass.getpass", lambda **_: PASSWORD)  # the operator at a terminal

    call_command("changepassword", "auditor", stdout=StringIO())

    assert client.login(request=HttpRequest(), username="auditor", password=PASSWORD)
    auditor = Account.objects.get(name="auditor")
    assert (auditor.is_staff, auditor.revision) == (True, 1)


def test_second_run_changes_nothing(tmp_path: Path):
    file = tmp_path / "credentials.json"
    call_command("bootstrap", credentials=file, verbosity=0)
    before = file.read_text()
    call_command("bootstrap", credentials=file, verbosity=0)
    assert file.read_text() == before
    assert Account.objects.count() == 6


def test_kill_between_writing_and_commit_leaves_a_set_up_to_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "credentials.json"

    def killed(_made: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bootstrap.run(keep=killed)
    assert not bootstrap.is_done()
    monkeypatch.undo()
    call_command("bootstrap", credentials=file, verbosity=0)
    assert file.exists()


def test_kill_between_commit_and_naming_loses_no_secret(tmp_path: Path):
    file = tmp_path / "credentials.json"
    call_command("bootstrap", credentials=file, verbosity=0)
    made = file.read_text()
    file.rename(file.with_suffix(".uncommitted"))
    call_command("bootstrap", credentials=file, verbosity=0)
    assert file.read_text() == made


def test_folder_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(CommandError, match="--credentials: there is no folder"):
        call_command("bootstrap", credentials=tmp_path / "nowhere" / "c.json")
