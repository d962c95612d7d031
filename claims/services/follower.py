"""The follower that turns entries of the log into debts: claims owed a recompute."""

from dataclasses import dataclass

from django.db import connection, transaction

from actors.models import Actor
from audit.models import Entry, Follower
from claims.models import Claim, ClaimRelation, Lane, Merge, Question, Source, Stance
from claims.selectors.bearing import BEARING, Touched, parameters
from claims.selectors.consensus import FOLLOWER
from claims.selectors.triggers import NAMED

#: Entries read in one turn.
BATCH = 500
#: An entry that bears on more claims than this is worked off in the mass lane, but for the claims it is about itself.
INTERACTIVE_CLAIMS = 50

#: Kinds that may be marked, each with its history; and what was never clear of those that came in, with the fewest
#: circles it was ever in.
_HISTORIES = {
    model._meta.db_table: model.history.model._meta.db_table
    for model in (Actor, Claim, ClaimRelation, Merge, Question, Source, Stance)
}
_CONFINED = " UNION ALL ".join(
    f"""
    SELECT t.index, t.object_id, (
        SELECT h.circles FROM {history} h WHERE h.id = t.object_id ORDER BY cardinality(h.circles), h.history_id LIMIT 1
    ) FROM touched t WHERE t.kind = '{table}' AND NOT EXISTS (
        SELECT FROM {history} h WHERE h.id = t.object_id AND h.marking = 'clear'
    )"""  # noqa: S608 - names of our own
    for table, history in _HISTORIES.items()
)

#: One row for each claim that a turn's entries bear on, in the faster of its lanes: a recompute covers both. Made in
#: the database, where a policy that bears on a million claims fits.
#:
#: What was always marked stricter than a claim bears on nothing that is stored of the claim: nobody who may not see it
#: can tell by a claim that is not settled that it came in. A claim's own entries always bear on it.
_NOTE = f"""{BEARING},
confined (index, object_id, circles) AS ({_CONFINED}),
laned (claim_id, index, lane) AS (
    SELECT o.claim_id, o.index, CASE
        WHEN count(*) OVER (PARTITION BY o.index) > %(interactive)s AND w.index IS NULL THEN {Lane.MASS.value}
        ELSE {Lane.INTERACTIVE.value}
    END
    FROM owed o LEFT JOIN own w ON w.claim_id = o.claim_id AND w.index = o.index
    LEFT JOIN confined t ON t.index = o.index AND t.object_id <> o.claim_id
    LEFT JOIN claims_claim c ON t.index IS NOT NULL AND c.id = o.claim_id
    WHERE t.index IS NULL OR t.circles <@ c.circles AND c.marking <> 'clear'
),
noted (lane) AS (
    INSERT INTO claims_debt (claim_id, lane, index, named, count)
    SELECT claim_id, min(lane), max(index), (array_agg(index ORDER BY index DESC))[:%(named)s], count(*)
    FROM laned GROUP BY claim_id
    RETURNING lane
)
SELECT coalesce(bool_or(lane = {Lane.MASS.value}), false) FROM noted
"""  # noqa: S608 - numbers of our own


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the log has been read, and whether a mass debt came about."""

    size: int
    owes_mass: bool


def follow() -> Followed:
    """Note what the next entries owe, up to the end of the log.

    The debts and the new position are one commit: a crash between them does not exist. Several followers at once
    take turns, so that whoever returns knows the debts of every entry that stood when they came. Not under the
    statement timeout, which one entry that bears on everything would run into again and again.
    """
    owes_mass = False
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            reader = Follower.objects.select_for_update().get(name=FOLLOWER)
            entries = list(
                Entry.objects.filter(index__gte=reader.position)
                .order_by("index")
                .values_list("table_name", "object_id", "index")[:BATCH]
            )
            if entries:
                owes_mass |= _note([Touched(*entry) for entry in entries])
                reader.position = entries[-1][2] + 1
                reader.save(update_fields=["position"])
        if len(entries) < BATCH:
            return Followed(reader.position, owes_mass)


def _note(touched: list[Touched]) -> bool:
    """Insert the debts of some entries; return whether one of them is in the mass lane."""
    asked = parameters(touched)
    if not asked["kinds"]:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {**asked, "interactive": INTERACTIVE_CLAIMS, "named": NAMED})
        return bool(cursor.fetchone()[0])
