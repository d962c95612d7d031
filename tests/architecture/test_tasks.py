"""Every name that a task is sent by is one that workers know."""

import ast
from collections.abc import Iterator
from pathlib import Path

from config.celery import app
from config.embedded.process import ROOT


def registered() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def names_in(file: Path) -> Iterator[str]:
    """Yield the words in a file that have the shape of a task's name."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            app_label, dot, task = node.value.partition(".")
            if dot and app_label in {"claims", "actors", "audit"} and task.isidentifier():
                yield node.value


def test_every_scheduled_task_is_registered():
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert scheduled
    assert scheduled - registered() == set()


def test_every_routed_task_is_registered():
    assert set(app.conf.task_routes) - registered() == set()


def test_every_dispatched_task_is_registered():
    dispatched = {name for file in ROOT.glob("*/dispatch.py") for name in names_in(file)}

    assert dispatched
    assert dispatched - registered() == set()


def test_every_registered_task_is_sent_by_somebody():
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    dispatched = {name for file in ROOT.glob("*/dispatch.py") for name in names_in(file)}

    assert registered() - scheduled - dispatched == set()
