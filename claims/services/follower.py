"""The follower that turns entries of the log into debts: claims owed a recompute."""

from collections import Counter
from uuid import UUID

from django.db import transaction

from audit.models import Entry, Follower
from claims.models import Debt, Lane
from claims.selectors.bearing import Touched, claims_of
from claims.selectors.consensus import FOLLOWER

#: Entries read in one turn.
BATCH = 2_000
#: An entry that bears on more claims than this is worked off in the mass lane.
INTERACTIVE_CLAIMS = 50


def follow() -> bool:
    """Note what the next entries owe; return whether a mass debt came about.

    The debts and the new position are one commit: a crash between them does not exist. Several followers at once
    take turns, so that whoever returns knows the debts of every entry that stood when they came.
    """
    owes_mass = False
    while True:
        with transaction.atomic():
            reader = Follower.objects.select_for_update().get(name=FOLLOWER)
            entries = list(
                Entry.objects.filter(index__gte=reader.position)
                .order_by("index")
                .values_list("table_name", "object_id", "index")[:BATCH]
            )
            if not entries:
                return owes_mass
            debts = _debts(claims_of([Touched(*entry) for entry in entries]))
            owes_mass = owes_mass or any(debt.lane == Lane.MASS for debt in debts)
            Debt.objects.bulk_create(debts, batch_size=5_000)
            reader.position = entries[-1][2] + 1
            reader.save(update_fields=["position"])
        if len(entries) < BATCH:
            return owes_mass


def _debts(owed: list[tuple[UUID, int]]) -> list[Debt]:
    claims_per_entry = Counter(index for _, index in owed)
    return [
        Debt(
            claim_id=claim,
            index=index,
            lane=Lane.MASS if claims_per_entry[index] > INTERACTIVE_CLAIMS else Lane.INTERACTIVE,
        )
        for claim, index in owed
    ]
