"""What the fold asks of the database, in SQL; `{history}` and `{live}` are the tables of one kind of record."""

# ruff: noqa: S608 - names of our own
from audit.models.entry import LOST
from audit.selectors.erased import LEFT

#: Every statement reads whole tables, or a stretch of the log by its index; a plan made for a few rows, from figures
#: older than a bulk write, could take hours over either.
WHOLE = "SET LOCAL enable_seqscan = on; SET LOCAL enable_bitmapscan = on; SET LOCAL enable_nestloop = off"
STRETCH = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_nestloop = on"
GAPS = (
    "SELECT former + 1 FROM (SELECT index, lag(index, 1, -1::bigint) OVER (ORDER BY index) AS former"
    " FROM audit_entry) e WHERE index <> former + 1 ORDER BY index"
)
UNKNOWN = (
    "SELECT table_name, object_id, index FROM audit_entry"
    " WHERE (table_name, schema) NOT IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
)
#: The drain knows no table by them, and stops.
STRAY = (
    "SELECT table_name, object_id, history_id FROM audit_outbox"
    " WHERE (table_name, schema) NOT IN (SELECT * FROM unnest(%s::text[], %s::text[])) ORDER BY id"
)
#: What a restore has left of entries is no difference, and not passed over in silence either.
LEFT_ALONE = f"SELECT count(*) FROM audit_entry WHERE table_name = '{LOST}' AND schema = ''"
#: Nor is what an erasure took away; what it left is held against what it sealed.
ERASED = f"SELECT count(*) FROM ({LEFT}) x"
_LEFT = f"EXISTS (SELECT FROM ({LEFT}) x WHERE x.index = e.index AND x.{{part}} = {{computed}})"
#: A stretch of entries under one schema that are not what they should be, with what is wrong.
BROKEN = (
    """
SELECT b.index, b.object_id, b.history_id, b.faults FROM (
    SELECT e.index, e.object_id, e.history_id,
        CASE WHEN h.history_id IS NULL THEN ARRAY['unfounded'] ELSE array_remove(ARRAY[
        CASE WHEN h.id <> e.object_id THEN 'astray' END,
        CASE WHEN e.meta_hash IS DISTINCT FROM {meta} THEN CASE WHEN NOT """
    + _LEFT.format(part="meta", computed="{meta}")
    + """ THEN 'meta' END END,
        CASE WHEN e.content_hash IS DISTINCT FROM {content} THEN CASE WHEN NOT """
    + _LEFT.format(part="content", computed="{content}")
    + """ THEN 'content' END END
    ], NULL) END AS faults
    FROM audit_entry e LEFT JOIN {history} h ON h.history_id = e.history_id
    WHERE e.index >= %s AND e.index < %s AND e.schema = %s AND e.table_name = %s
) b WHERE b.faults <> '{{}}' ORDER BY b.index
"""
)
#: What the log tells of a kind, in its order: the entries, then what waits for one.
TOLD = """
WITH told AS (
    SELECT object_id, history_id, schema, index AS place FROM audit_entry WHERE table_name = %(table)s
    UNION ALL
    SELECT object_id, history_id, schema, %(size)s + id FROM audit_outbox WHERE table_name = %(table)s
)
"""
STUCK = """
SELECT o.object_id, NULL::bigint, o.history_id FROM audit_outbox o WHERE o.table_name = %(table)s AND (
    NOT EXISTS (SELECT FROM {history} h WHERE h.history_id = o.history_id AND h.id = o.object_id)
    OR EXISTS (SELECT FROM audit_entry e WHERE e.table_name = o.table_name AND e.history_id = o.history_id)
) ORDER BY o.id
"""
UNSEALED = (
    TOLD
    + """
SELECT h.id, NULL::bigint, h.history_id FROM {history} h
WHERE NOT EXISTS (SELECT FROM told t WHERE t.history_id = h.history_id) ORDER BY h.history_id
"""
)
NUMBER = (
    TOLD
    + """
SELECT s.object_id, s.place, s.history_id FROM (
    SELECT t.object_id, t.place, t.history_id, h.history_type, h.revision,
        lag(h.revision) OVER w AS former, coalesce(lag(h.history_type) OVER w, '-') = '-' AS is_gone
    FROM told t JOIN {history} h ON h.history_id = t.history_id
    WINDOW w AS (PARTITION BY t.object_id ORDER BY t.place)
) s WHERE CASE s.history_type
    WHEN '+' THEN NOT s.is_gone OR s.revision <> 1
    WHEN '~' THEN s.is_gone OR s.revision <> s.former + 1
    WHEN '-' THEN s.is_gone OR s.revision <> s.former
    ELSE true
END ORDER BY s.place
"""
)
#: Values are compared as the text that is committed to: `=` takes -0.0 for 0.0.
ROWS = (
    TOLD
    + """,
latest AS (SELECT DISTINCT ON (object_id) * FROM told ORDER BY object_id, place DESC),
compared AS (
    SELECT coalesce(k.object_id, c.id) AS object_id, k.place, k.history_id,
        array_remove(ARRAY[{columns}], NULL) AS columns,
        k.object_id IS NULL OR coalesce(h.history_type = '-', false) AS is_gone,
        h.history_id IS NULL AND k.object_id IS NOT NULL AS is_unfounded, c.id IS NULL AS is_missing
    FROM latest k LEFT JOIN {history} h ON h.history_id = k.history_id
    FULL JOIN {live} c ON c.id = k.object_id
)
SELECT object_id, place, history_id,
    CASE WHEN is_gone THEN 'extra' WHEN is_missing THEN 'missing' ELSE 'differs' END, columns
FROM compared
WHERE NOT is_unfounded AND (is_gone = NOT is_missing OR NOT is_gone AND columns <> '{{}}') ORDER BY place
"""
)
