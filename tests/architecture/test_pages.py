"""No page is forgotten: each route is one that tests open in a browser, or is no page for a reason."""

from tests.everywhere import NO_PAGE, OF_ANYBODY, OF_DESK, OF_KIND, ROOM, routes


def test_every_route_is_a_page_that_is_looked_at_or_none_for_a_reason() -> None:
    tables = [
        {f"admin/<kind>/{route}" for route in OF_KIND},
        set(OF_DESK),
        set(OF_ANYBODY),
        set(ROOM),
        set(NO_PAGE),
    ]
    assert sum(map(len, tables)) == len(set().union(*tables))
    assert routes() - {"api/v1/openapi.json"} == set().union(*tables)
    assert all(NO_PAGE.values())
