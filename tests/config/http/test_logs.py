"""A line of the log is one JSON object, whoever wrote it."""

import json
import os
import subprocess
import sys

SCRIPT = """
import logging, django
django.setup()
import structlog
from uuid import UUID
structlog.contextvars.bind_contextvars(request_id="r1")
structlog.get_logger("ours").info("recorded", claim=UUID(int=1))
logging.getLogger("theirs").warning("slow %s", "query", extra={"ms": 12, "request": "what the caller sent"})
try:
    raise ValueError("broken")
except ValueError:
    structlog.get_logger("ours").exception("failed")
logging.getLogger("theirs").info("%s", "line one\\nline two")
logging.getLogger("theirs").debug("unseen")
"""


def test_lines_are_json_with_the_request_id():
    result = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True, env=os.environ)
    lines = [json.loads(line) for line in result.stderr.decode().splitlines()]
    assert [(line["event"], line["level"], line["logger"], line["request_id"]) for line in lines] == [
        ("recorded", "info", "ours", "r1"),
        ("slow query", "warning", "theirs", "r1"),
        ("failed", "error", "ours", "r1"),
        ("line one\nline two", "info", "theirs", "r1"),
    ]
    assert lines[0]["claim"] == "00000000-0000-0000-0000-000000000001"
    assert (lines[1]["ms"], "request" in lines[1]) == (12, False)
    assert "ValueError: broken" in lines[2]["exception"]
    assert (result.stdout, lines[0]["timestamp"][-1]) == (b"", "Z")
