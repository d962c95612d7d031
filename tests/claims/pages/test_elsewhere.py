"""Pages of what was merged lead to the other's, as of then they are as they were."""

import pytest
from django.test import Client

from actors.models import Actor, Mergeable
from audit.services import log
from claims.models import Claim, Source
from claims.services import merges
from tests.claims.pages.rooms import crowd
from tests.desk import Bootstrap
from tests.flows.hidden import at_rest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("claims/{}", Claim), ("claims/{}/over-time", Claim), ("actors/{}", Actor), ("sources/{}", Source)],
)
def test_page_of_a_merged_record_leads_to_the_other(path: str, kind: type[Mergeable]) -> None:
    record, other = (crowd(2)[kind.__name__.lower()] for _ in range(2))
    before = log.drain()
    merges.merge(kind, record, into=other, by=Bootstrap(), reason="recorded twice")
    at_rest()

    there = Client().get(f"/{path.format(record)}?page=1")
    then = Client().get(f"/{path.format(record)}?known_at={before}")

    assert (there.status_code, there["Location"]) == (308, f"/{path.format(other)}?page=1")
    assert there["Cache-Control"] == "no-cache"
    assert Client().get(f"/{path.format(other)}").status_code == 200
    assert then.status_code == 200


def test_history_of_a_merged_claim_stays_where_it_is() -> None:
    claim, other = crowd(2)["claim"], crowd(2)["claim"]
    merges.merge(Claim, claim, into=other, by=Bootstrap(), reason="recorded twice")

    for rest in ("/revisions", "/r1", "/compare?from=1&to=2"):
        assert Client().get(f"/claims/{claim}{rest}").status_code == 200
