"""What the consensus of claims was at a log size: the view that stands for the table of the current ones.

A determination of which the words were erased is read as it was decided once more without them: its last revision.

*Consensus at M* is the last determination with an entry below M. Up to where a claim had been decided again without
another outcome is not on record, so `log_size` is that of the determination.
"""

from audit.records.past import sealed

_HISTORY = 'public."claims_historicaldetermination"'
_CONSENSUS = f"""
SELECT c.id AS claim_id, d.id AS determination_id, d.status, d.reason, d.log_size, d.recorded_at AS determined_at,
    (
        SELECT t.id FROM {_HISTORY} t
        WHERE t.claim_id = c.id AND {sealed("claims_determination", "t")} AND t.log_size > coalesce((
            SELECT max(o.log_size) FROM {_HISTORY} o
            WHERE o.claim_id = c.id AND o.log_size < d.log_size AND o.status <> d.status
              AND {sealed("claims_determination", "o")}
        ), -1)
        ORDER BY t.log_size LIMIT 1
    ) AS turned_id
FROM public.claims_claim c CROSS JOIN LATERAL (
    SELECT h.id, h.status, h.reason, h.log_size, h.recorded_at FROM {_HISTORY} h
    WHERE h.claim_id = c.id AND {sealed("claims_determination", "h")}
    ORDER BY h.log_size DESC, h.history_id DESC LIMIT 1
) d
"""  # nosec B608 # noqa: S608 - tables of our own

_REDONE = f"""
CASE WHEN h.body = 'erased' THEN (
    SELECT r.body FROM {_HISTORY} r WHERE r.id = h.id ORDER BY r.history_id DESC LIMIT 1
) ELSE h.body END
"""  # nosec B608 # noqa: S608 - likewise

#: By the table that each stands for.
VIEWS = {"claims_consensus": _CONSENSUS}
INSTEAD = {"claims_determination": {"body": _REDONE}}
