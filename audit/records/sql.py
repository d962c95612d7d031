"""The triggers' bodies. Everything runs as the owner, with a fixed search path."""

import hashlib
import json
from collections.abc import Sequence

REVISION_COLUMNS = (
    "history_date, history_type, history_change_reason, history_user_id, history_partner_id,"
    " history_key_id, history_channel, history_request_id"
)


def schema_digest(table: str, columns: Sequence[str]) -> str:
    """Return the SHA-256 (hex) of a table's name and ordered columns: the name of a revision's shape."""
    document = json.dumps({"columns": list(columns), "table": table}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(document.encode()).hexdigest()


def register_schema(*, table: str, history: str, columns: Sequence[str]) -> str:
    """Return SQL that notes the shape in the append-only table of schemas."""
    names = ", ".join(f"'{column}'" for column in columns)
    return (
        "INSERT INTO public.audit_schema (digest, table_name, history_table, version, columns)"
        f" SELECT '{schema_digest(table, columns)}', '{table}', '{history}', 1 + count(*), ARRAY[{names}]"
        f" FROM public.audit_schema WHERE table_name = '{table}' ON CONFLICT (digest) DO NOTHING;"
    )


def write_revisions(*, table: str, history: str, columns: Sequence[str], operation: str, source: str) -> str:
    """Return the body of a statement trigger: one INSERT of all revisions, one of their outbox rows.

    `source` is a FROM clause whose alias `c` has the rows as they now stand (or stood, for a delete).
    """
    own = ", ".join(f'"{column}"' for column in columns)
    rows = ", ".join(f'c."{column}"' for column in columns)
    return f"""
        IF NOT EXISTS (SELECT FROM {source}) THEN RETURN NULL; END IF;
        a := public.audit_attribution();
        WITH written AS (
            INSERT INTO public."{history}" ({own}, {REVISION_COLUMNS})
            SELECT {rows}, clock_timestamp(), '{operation}', a.reason, a.account, a.partner, a.key, a.channel, a.request
            FROM {source}
            RETURNING history_id, "id"
        )
        INSERT INTO public.audit_outbox (table_name, object_id, history_id, schema)
        SELECT '{table}', "id", history_id, '{schema_digest(table, columns)}' FROM written;
        RETURN NULL;
    """


def number_revision(columns: Sequence[str]) -> str:
    """Return the body of the row trigger that numbers revisions where Python's counter would miss bulk updates.

    Rows are compared by their bytes: `=` takes -0.0 for 0.0, and is whatever operator the types have.
    """
    counted = [column for column in columns if column != "revision"]
    new = ", ".join(f'NEW."{column}"' for column in counted)
    old = ", ".join(f'OLD."{column}"' for column in counted)
    return f"""
        IF TG_OP = 'INSERT' THEN
            NEW.revision := 1;
        ELSIF NEW.id <> OLD.id THEN
            RAISE EXCEPTION 'a record keeps its id' USING ERRCODE = 'AU003';
        ELSE
            NEW.revision := OLD.revision + (ROW({new})::record *<> ROW({old})::record)::int;
        END IF;
        RETURN NEW;
    """


def refuse(what: str) -> str:
    """Return the body of a guard that refuses."""
    return f"RAISE EXCEPTION '% on %: {what}', TG_OP, TG_TABLE_NAME USING ERRCODE = 'AU002';"
