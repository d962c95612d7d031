"""The table of the map: a part for each place, with what a script makes pins of."""

from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from claims.pages.places import body, sites
from claims.selectors.mapped import Answer, Place
from claims.selectors.memory import Heard

HERE = Place(UUID(int=1), "Here", "village", 48.5, 36.25, "exact")
HOSTILE = '"><script>alert(1)</script>'


def answer(number: int, status: str = "unsourced", *, place: Place = HERE, **more: Any) -> Answer:
    given: dict[str, Any] = {
        "claim": UUID(int=number),
        "text": f"Claim {number}.",
        "answer": "",
        "valid_from": None,
        "valid_to": None,
        "question": None,
        "question_text": "",
        "place": place,
        "heard": Heard(status, "", f"Sentence {number}.", 500, ()),
        "is_first": True,
    }
    return Answer(**(given | more))


class Table(HTMLParser):
    """What a browser reads: attributes by tag, and the text of each row."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append("")

    def handle_data(self, data: str) -> None:
        self.rows[-1] += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.attributes if name == tag]


def test_place_stands_for_the_claim_that_is_borne_out_most():
    (site,) = sites([answer(1), answer(2, "corroborated"), answer(3, "disputed")])

    assert site.url == f"/claims/{UUID(int=2)}"
    assert site.told == "Here: Corroborated. Claim 2."
    assert Table(body(site)).of("tbody") == [
        {
            "data-lat": "48.5",
            "data-lon": "36.25",
            "data-place": "Here",
            "data-status": "corroborated",
            "data-sign": "✓",
            "data-word": "Corroborated",
            "data-text": "Claim 2.",
            "data-url": site.url,
        }
    ]


def test_row_has_mark_claim_question_and_sentence_and_a_rival_is_set_apart():
    asked = {"question": UUID(int=9), "question_text": "Who holds it?"}
    (site,) = sites([answer(1, "disputed", **asked), answer(2, is_first=False, **asked), answer(3)])
    table = Table(body(site))

    assert [" ".join(row.split()) for row in table.rows] == [
        "Here",
        "≠ Disputed Claim 1. answers Who holds it?Sentence 1.",
        "· Unsourced Claim 2. another answer to Who holds it?Sentence 2.",
        "· Unsourced Claim 3.Sentence 3.",
    ]
    assert table.of("tr") == [{"class": "site"}, {}, {"class": "rival"}, {}]
    assert [link["href"] for link in table.of("a")] == [f"/claims/{UUID(int=number)}" for number in (1, 2, 3)]


def test_place_without_a_position_and_one_that_is_an_area_say_so():
    nowhere = Place(UUID(int=2), "Nowhere", "village", None, None, "")
    area = Place(UUID(int=3), "Area", "region", 48.0, 36.0, "admin")
    first, second = sites([answer(1, place=nowhere), answer(2, place=area)])

    assert Table(body(first)).rows[0] == "Nowhere (no position on record)"
    assert Table(body(first)).of("tbody")[0]["data-lat"] == ""
    assert Table(body(second)).rows[0] == "Area (somewhere in the area)"


def test_hostile_text_is_text_wherever_it_stands():
    hostile = Place(UUID(int=4), HOSTILE, "village", 48.0, 36.0, "exact")
    heard = Heard("unsourced", "", HOSTILE, 500, ())
    asked = {"question": UUID(int=9), "question_text": HOSTILE}
    (site,) = sites([answer(1, place=hostile, text=HOSTILE, heard=heard, **asked)])
    table = Table(body(site))

    assert table.of("script") == []
    assert table.of("tbody")[0]["data-text"] == HOSTILE
    assert "".join(table.rows).count(HOSTILE) == 4
