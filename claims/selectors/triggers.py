"""What made a determination due: the entries that came in since the one before, told from the last of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from actors.models import Actor
from audit.models import Entry
from claims.consensus import Evidence, Link, Recorded, conflicts, links
from claims.consensus.derivation import trace
from claims.models import Claim, ClaimRelation, Merge, Question, Source, Stance
from claims.selectors.bearing import KINDS
from claims.selectors.evidence import is_as_free

#: At most so many entries and conflicts are named; the count is always given.
NAMED = 20


#: How records are marked that are not clear any more.
_MARKED = " UNION ALL ".join(
    f"SELECT id, marking, circles FROM {table} WHERE id = ANY(%(ids)s) AND marking <> 'clear'"  # noqa: S608 - our names
    for model in (Actor, Claim, ClaimRelation, Merge, Question, Source, Stance)
    for table in (model._meta.db_table,)
)


def describe(indexes: list[int], facts: Evidence, *, count: int, like: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `count` entries changed, the last at these indexes, and what a stance among them contradicts.

    What is marked stricter by now than what is marked `like` this is named to nobody.
    """
    if not indexes:
        return {"entries": [], "count": 0, "conflicts_with": []}
    named = Entry.objects.filter(index__in=indexes[-NAMED:]).order_by("index")
    found = list(named.values_list("index", "table_name", "object_id"))
    hidden = _hidden([object_id for _, _, object_id in found], like)
    entries = [
        {"log_index": index, "kind": KINDS[table], "id": str(object_id)}
        for index, table, object_id in found
        if object_id not in hidden
    ]
    if not entries:
        return {"entries": [], "count": 0, "conflicts_with": []}
    fresh = {str(entry["id"]) for entry in entries if entry["kind"] == "stance"}
    return {
        **entries[-1],
        "entries": entries,
        # Of those that are not named it is not known for whom they are: they count where none that is named is hidden.
        "count": len(entries) if hidden else count,
        "conflicts_with": _conflicts(fresh, facts),
    }


def _hidden(ids: list[UUID], like: Mapping[str, Any]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, {"ids": ids})
        return {
            id_
            for id_, marking, circles in cursor.fetchall()
            if not is_as_free({"marking": marking, "circles": circles}, like)
        }


def _conflicts(fresh: set[str], facts: Evidence) -> list[str]:
    """Return the first own words that the fresh stances contradict, of those recorded before them."""
    descents = trace({stance.id: stance for stance in facts.stances})
    live = [stance for stance in facts.stances if descents[stance.id].fallen is None]
    words = [(s.log_index, Recorded(s.id, s.claim, s.position)) for s in live if descents[s.id].own]
    by_id = {claim.id: claim for claim in facts.claims}
    near: dict[str, dict[str, Link]] = {}
    found: dict[str, None] = {}
    for stance in live:
        if stance.id in fresh and len(found) < NAMED:
            if stance.claim not in near:
                near[stance.claim] = links(
                    by_id[stance.claim],
                    claims=facts.claims,
                    questions=facts.questions,
                    relations=facts.relations,
                )
            earlier = (word for index, word in words if index < stance.log_index)
            found |= dict.fromkeys(conflicts(stance.position, stance.claim, earlier, near[stance.claim]))
    return list(found)[:NAMED]
