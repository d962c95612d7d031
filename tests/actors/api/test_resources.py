"""What is told of each kind of record, as its resource says it and as its schema does."""

import pytest

from actors.api.resources import Resource
from actors.api.views import ACTOR, GROUP
from claims.api.v1.resources import CLAIM, PLACE, QUESTION, RELATION, SOURCE, STANCE

RESOURCES = (ACTOR, GROUP, CLAIM, PLACE, QUESTION, RELATION, SOURCE, STANCE)
each_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.path)


@each_resource
def test_names_are_those_of_the_schema(resource: Resource):
    assert sorted(resource.names) == sorted({*resource.schema().fields} - {"known_at"})


def test_references_lead_to_the_resources_they_name():
    assert {resource.path: {n: o.path for n, o in resource.linked.items()} for resource in RESOURCES} == {
        "actors": {"part_of": "actors", "speaks_for": "actors", "merged_into": "actors"},
        "sharing-groups": {},
        "claims": {"question": "questions", "place": "places", "merged_into": "claims"},
        "places": {"merged_into": "places"},
        "questions": {"place": "places"},
        "relations": {"from": "claims", "to": "claims"},
        "sources": {"publisher": "actors", "merged_into": "sources"},
        "stances": {"claim": "claims", "actor": "actors", "source": "sources", "derived_from": "stances"},
    }
