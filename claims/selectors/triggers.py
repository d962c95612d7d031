"""What made a determination due: the entries that came in since the one before, told from the last of them."""

from typing import Any

from audit.models import Entry
from claims.consensus import Evidence, Recorded, conflicts, links
from claims.selectors.bearing import KINDS

#: At most so many entries and conflicts are named; the count is always given.
NAMED = 20


def describe(indexes: list[int], facts: Evidence, *, count: int) -> dict[str, Any]:
    """Return what `count` entries changed, the last at these indexes, and what a stance among them contradicts."""
    if not indexes:
        return {"entries": [], "count": 0, "conflicts_with": []}
    named = Entry.objects.filter(index__in=indexes[-NAMED:]).order_by("index")
    entries = [
        {"log_index": index, "kind": KINDS[table], "id": str(object_id)}
        for index, table, object_id in named.values_list("index", "table_name", "object_id")
    ]
    fresh = {str(entry["id"]) for entry in entries if entry["kind"] == "stance"}
    return {
        **entries[-1],
        "entries": entries,
        "count": count,
        "conflicts_with": _conflicts(fresh, facts)[:NAMED],
    }


def _conflicts(fresh: set[str], facts: Evidence) -> list[str]:
    """Return the recorded stances that the fresh ones contradict."""
    by_id = {claim.id: claim for claim in facts.claims}
    found: list[str] = []
    for stance in facts.stances:
        if stance.id in fresh and not stance.withdrawn:
            earlier = [
                Recorded(stance=s.id, claim=s.claim, position=s.position)
                for s in facts.stances
                if not s.withdrawn and s.derived_from is None and s.log_index < stance.log_index
            ]
            near = links(
                by_id[stance.claim],
                claims=facts.claims,
                questions=facts.questions,
                relations=facts.relations,
            )
            found += [c for c in conflicts(stance.position, stance.claim, earlier, near) if c not in found]
    return found
