"""What is wrong in the environment is told at the start, with the variable and the place in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from audit.tree.notes import Signer
from audit.tree.policy import Policy
from audit.tree.verify import COSIGNATURE
from config import env

ROOT = Path(__file__).resolve().parents[2]
KEY = Signer.generate("w.example", algorithm=COSIGNATURE).key
NAME = "CONTESTED_LOG_WITNESSES"


def test_witnesses_are_read_and_nobody_is_asked_without_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(NAME, raising=False)
    assert env.witnesses(NAME) == Policy()

    text = f"1\nhttps://w.example={KEY}"
    monkeypatch.setenv(NAME, text)
    assert env.witnesses(NAME) == Policy.parse(text)


def test_witnesses_that_cannot_be_read_name_the_place(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(NAME, f"1 https://w.example={KEY} https://x.example")

    with pytest.raises(ImproperlyConfigured) as refused:
        env.witnesses(NAME)

    assert str(refused.value) == f"{NAME}: witness 2: 'https://x.example' is not ADDRESS=KEY."


def test_no_process_starts_with_witnesses_that_cannot_be_asked():
    command = [sys.executable, "-P", "-m", "celery", "-A", "config.celery", "report"]
    ran = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, NAME: f"2 https://w.example={KEY}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode != 0
    assert f"{NAME}: 2 of 1 witnesses cannot be asked for." in ran.stdout + ran.stderr


def test_second_factor_is_offered_or_required_and_nothing_else(monkeypatch: pytest.MonkeyPatch):
    name, among = "CONTESTED_SECOND_FACTOR", ("offered", "required")
    for given, found in ((None, "offered"), ("", "offered"), ("required", "required")):
        monkeypatch.delenv(name, raising=False) if given is None else monkeypatch.setenv(name, given)
        assert env.choice(name, among) == found

    monkeypatch.setenv(name, "Required ")
    with pytest.raises(ImproperlyConfigured, match="'Required ' is none of offered, required"):
        env.choice(name, among)
