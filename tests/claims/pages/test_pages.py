"""What every page of the reading room promises: few queries, a strict policy, and text that stays text."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from config.http.bidi import level
from tests.claims.pages.rooms import crowd, filled

pytestmark = pytest.mark.django_db

SCRIPT = "</title></textarea><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
TURNED = "safe \u202e txt.exe \u2066 end"
HOSTILE = {
    "script": SCRIPT,
    "turned": TURNED,
    "long": "W" * 10_000,
    "formula": '=HYPERLINK("http://evil.example","x")',
    "template": "{{ claim }}{% debug %}&lt;b&gt;",
}
#: The id of no record.
NOTHING = "018f0000-0000-7000-8000-000000000000"
#: What no page may hold: a script, a style in the page, an answer to an event.
FORBIDDEN = {"script", "style", "iframe", "object", "embed", "base"}


@pytest.fixture(autouse=True)
def bare(settings: Settings, tmp_path: Path) -> None:
    """Serve no static files."""
    settings.STATIC_ROOT = str(tmp_path)


class Reading(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def reader() -> Client:
    return Client(headers={"Accept": "text/html"})


def pages(made: dict[str, object]) -> list[str]:
    claim = f"/claims/{made['claim']}"
    return [
        *("/", "/?text=bridge&status=disputed&place=a&question=holds&party=north"),
        *(
            claim,
            f"{claim}?ledger=2&stances=2",
            f"{claim}/r1",
            f"{claim}/revisions",
            f"{claim}/compare?from=1&to=1",
            f"{claim}/over-time",
        ),
        *(f"/questions/{made['question']}", f"/actors/{made['actor']}", f"/actors/{made['publisher']}"),
        f"/sources/{made['source']}",
    ]


#: Statements that say who reads, and end that: a savepoint for the transaction that a page is otherwise, two settings.
ENTERING = 4


def queries(addresses: list[str]) -> list[int]:
    counts = []
    for address in addresses:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert reader().get(address).status_code == 200, address
        counts.append(len(asked))
    return counts


def test_no_page_asks_more_than_eight_times_and_none_more_for_five_hundred_stances_than_for_ten() -> None:
    few = queries(pages(crowd(10)))
    many = queries(pages(crowd(500)))

    assert many == few
    assert max(many) <= 8 + ENTERING


def test_page_of_a_crowd_shows_no_more_than_its_part() -> None:
    made = crowd(120)
    text = reader().get(f"/claims/{made['claim']}").text
    assert "1 to 50 of 120 stances" in text
    assert text.count('class="stance"') == 50
    last = reader().get(f"/claims/{made['claim']}?stances=3&ledger=9").text
    assert "101 to 120 of 120 stances" in last
    assert last.count('class="stance"') == 20
    assert "101 to 120 of 120, those that add most first" in last


def test_list_leads_on_and_back_over_all_stances_of_a_source() -> None:
    made = crowd(120)
    address, seen = f"/sources/{made['source']}", []
    back = []
    while address:
        text = reader().get(address).text
        seen += re.findall(r'id="stance-([\w-]+)"', text)
        back.append(address)
        found = re.search(r'rel="next" href="([^"#]+)', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 120
    before = re.search(r'rel="prev" href="([^"#]+)', text)
    assert before is not None
    again = reader().get(before[1].replace("&amp;", "&")).text
    assert re.findall(r'id="stance-([\w-]+)"', again) == seen[50:100]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_text_on_every_page(text: str) -> None:
    for address in filled(text, url="javascript:alert(document.domain)"):
        answer = reader().get(address)
        assert answer.status_code == 200, address
        found = Reading(answer.text)
        assert found.tags & FORBIDDEN == set(), address
        assert [name for name, _ in found.attributes if name.startswith("on") or name == "style"] == []
        assert [
            v for name, v in found.attributes if name in ("href", "src", "action") and ":" in v.split("/")[0]
        ] == [
            value
            for name, value in found.attributes
            if name == "href" and value.startswith("http://testserver")
        ]
        assert level(text)[:30] in "".join(found.texts), address
        assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(answer.text), address


def test_name_that_turns_direction_turns_no_sentence_around_it() -> None:
    address = filled(TURNED, url="")[1]
    text = reader().get(address).text
    around = re.findall(r'<p class="sentence"[^>]*>(.*?)</p>|data-label="Why"[^>]*>(.*?)</td>', text)
    assert len(around) >= 4  # and one more where the answer that was taken away is reckoned in by now
    assert "Quotes safe   txt.exe   end; adds no origin." in str(around)
    assert "\u202e" not in "".join(map("".join, around))


def test_web_address_is_a_link_that_vouches_for_nothing() -> None:
    address = filled("A text", url="https://example.org/a?b=1&c")[-1]
    text = reader().get(address).text
    assert '<a rel="noopener nofollow" href="https://example.org/a?b=1&amp;c">' in text


@pytest.mark.parametrize(
    "address",
    [
        f"/claims/{NOTHING}", f"/claims/{NOTHING}/r1", f"/claims/{NOTHING}/revisions", f"/sources/{NOTHING}",
        f"/claims/{NOTHING}/compare?from=1&to=2", f"/claims/{NOTHING}/compare", f"/claims/{NOTHING}/over-time",
        f"/actors/{NOTHING}", f"/questions/{NOTHING}", "/claims/nonsense", "/nowhere",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_the_looks_of_the_room(address: str) -> None:
    answer = reader().get(address)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text
    assert "room/room.css" in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/", f"/claims/{NOTHING}", f"/actors/{NOTHING}"])
def test_room_is_only_read(address: str) -> None:
    assert reader().post(address).status_code == 405
    assert reader().head("/").status_code == 200


def test_every_page_brings_the_strict_policy_and_what_a_link_to_it_shows() -> None:
    for address in pages(crowd(3)):
        answer = reader().get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        found = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)">', answer.text))
        assert all(found[name] for name in ("og:title", "og:description", "og:url")), address


@pytest.mark.parametrize(
    "query",
    [
        "text=%00", "text=" + "x" * 300, "status=true", "before=nonsense", "after=&before=", "ledger=-1",
        "text='%3A*%26",
        "text=%F0%9F%98%80_%C2%B2", "question=%25&place=_", "text=...", "place=00000000-0000-0000-0000-000000000000",
    ],
)  # fmt: skip
def test_search_takes_whatever_is_typed(query: str) -> None:
    crowd(2)
    assert reader().get(f"/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=army+bridge", ["The army holds the bridge."]),
        ("text=BRID", ["The army holds the bridge.", "Nobody holds the bridge."]),
        ("text=river", []),
        ("text=...", []),
        ("status=disputed&text=army", []),
        ("question=who+holds&text=army", ["The army holds the bridge."]),
        ("question=elsewhere", []),
        ("place=anywhere", []),
        ("party=north", []),
    ],
)
def test_search_finds_by_each_filter(query: str, found: list[str]) -> None:
    crowd(1)
    text = reader().get(f"/?{query}").text
    assert re.findall(r"<h3><a [^>]*><bdi>(.*?)</bdi>", text) == found
