"""The policy that decides from the start, and the follower that reads the log for it."""

import hashlib
import json
from typing import Any

from django.db import migrations

BOOTSTRAP = "00000000-0000-7000-8000-000000000002"
CPL_1_ID = "00000000-0000-7000-8000-000000000101"
#: The document as it was adopted; a change of any number is another version.
CPL_1: dict[str, Any] = {
    "version": "cpl-1",
    "reliability": {"A": 1279, "B": 602, "C": 269, "D": 0, "E": 0},
    "ungraded": {"weight": 87, "cap": 300},
    "concession": {"letters": "ABCD", "as": "C"},
    "basis": {"verified": 150, "observed": 125, "reported": 100, "unknown": 100},
    "credibility": {"1": 125, "2": 110, "3": 100, "4": 50, "5": 0, "6": 100},
    "hedged": 50,
    "interest": {"own": 50, "none": 100, "conceding": 125},
    "bloc_divisor": 4,
    "thresholds": {"origin": 100, "strong": 200, "margin": 1000, "strong_blocs": 2, "several_origins": 2},
    "opinion_prior": 300,
}


def adopt(_apps: Any, schema_editor: Any) -> None:
    """Record the policy, attributed like everything else, and set the follower to the beginning of the log."""
    document = json.dumps(CPL_1, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('audit.account', %s, true), set_config('audit.partner', '', true),"
            " set_config('audit.key', '', true), set_config('audit.channel', 'migration', true),"
            " set_config('audit.request', '', true), set_config('audit.reason', 'first set-up', true),"
            " set_config('audit.xid', pg_current_xact_id()::text, true)",
            [BOOTSTRAP],
        )
        cursor.execute(
            "INSERT INTO claims_policy (id, revision, version, sha256, document, adopted_at, note)"
            " VALUES (%s, 1, 'cpl-1', %s, %s, now(), '')",
            [CPL_1_ID, hashlib.sha256(document.encode()).hexdigest(), document],
        )
        cursor.execute("INSERT INTO audit_follower (name, position) VALUES ('consensus', 0)")


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("actors", "0002_fixed_accounts")]

    operations = [migrations.RunPython(adopt, migrations.RunPython.noop)]
