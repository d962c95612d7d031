"""Pictures: well-formed, told in words, to scale, and never more than what they were given."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from claims.pictures import answers, balance, course, numbers, opinion, pin, provenance, timeline
from claims.pictures.spots import Pin
from claims.selectors.marks import mark

START = datetime(2025, 8, 26, 12, tzinfo=UTC)
THRESHOLDS = {"origin": 100, "strong": 200, "margin": 1000}
HOSTILE = "</text><script>alert(1)</script>\"'&\u202e"


def line(side: str, share: int, name: str = "Somebody", *, counts: bool = True) -> dict[str, Any]:
    return {"side": side, "share": share, "actor_name": name, "counts": counts, "stance": name}


def body(*lines: dict[str, Any], ungraded: int = 0) -> dict[str, Any]:
    totals = {
        f"graded_{side}": sum(one["share"] for one in lines if one["side"] == side and one["counts"])
        for side in ("support", "dispute")
    }
    return {
        "ledger": lines,
        **totals,
        "support": totals["graded_support"] + ungraded,
        "dispute": totals["graded_dispute"],
    }


def read(picture: str) -> ET.Element:
    root = ET.fromstring(picture)  # noqa: S314 - our own picture
    assert root.get("role") == "img"
    ids = {part.get("id") for part in root if part.tag in ("title", "desc")}
    assert set(str(root.get("aria-labelledby")).split()) == ids
    assert not [part for part in root.iter() if part.get("style")]
    assert {part.tag for part in root.iter()} <= {
        "svg", "title", "desc", "rect", "circle", "line", "path", "text",
    }  # fmt: skip
    return root


def found(root: ET.Element, tag: str, kind: str) -> list[ET.Element]:
    return [part for part in root.iter(tag) if kind in str(part.get("class")).split()]


def test_balance_shows_each_origin_to_scale_away_from_the_axis() -> None:
    root = read(
        balance.draw(
            body(line("support", 940), line("dispute", 100), line("dispute", 34, "Another")), THRESHOLDS
        )
    )
    (heavy,) = found(root, "rect", "support")
    light, lighter = found(root, "rect", "dispute")
    (axis,) = found(root, "line", "axis")
    centre = float(axis.get("x1") or 0)
    assert float(heavy.get("x") or 0) == centre
    assert float(heavy.get("width") or 0) / float(light.get("width") or 0) == pytest.approx(9.4, rel=0.01)
    assert float(light.get("x") or 0) + float(light.get("width") or 0) == pytest.approx(centre, abs=0.2)
    assert float(lighter.get("x") or 0) < float(light.get("x") or 0)
    assert "For the claim 940: Somebody 940. Against it 134: Somebody 100, Another 34." in str(root[1].text)
    (needed,) = found(root, "line", "needed")
    reach = (float(needed.get("x1") or 0) - centre) / float(heavy.get("width") or 0)
    assert reach == pytest.approx(1134 / 940, rel=0.01)


def test_balance_puts_what_has_no_room_together_and_the_ungraded_last() -> None:
    lines = [line("support", 100 - n, f"S{n}") for n in range(12)]
    pieces = balance.pieces(body(*lines, line("support", 50, counts=False), ungraded=300), "support")
    assert [piece.label for piece in pieces] == [*"123456789", "…", "u"]
    assert (pieces[9].name, pieces[9].share) == ("3 more origins", 91 + 90 + 89)
    assert pieces[10].share == 300


def test_balance_of_nobody_is_a_picture_too() -> None:
    root = read(balance.draw(body(), THRESHOLDS))
    assert found(root, "rect", "piece") == []
    assert "Against it 0: nobody." in str(root[1].text)


def test_timeline_has_each_stance_in_both_lanes_in_order_and_each_turn() -> None:
    said = [
        timeline.Said(START + timedelta(days=n), START + timedelta(days=400, seconds=-n), "supports", "+")
        for n in range(3)
    ]
    turn = timeline.Turn(START + timedelta(days=400), "disputed", "≠")
    root = read(timeline.draw(said, [turn]))
    dots = found(root, "circle", "supports")
    heights = {dot.get("cy") for dot in dots}
    assert len(dots) == 6
    assert len(heights) == 2
    upper, lower = (
        [float(d.get("cx") or 0) for d in dots if d.get("cy") == y] for y in sorted(heights, key=float)
    )
    assert upper == sorted(upper)
    assert lower == sorted(lower, reverse=True)
    assert len(found(root, "circle", "disputed")) == 1
    assert "3 stances, said from 26 Aug 2025, 12:00 UTC to 28 Aug 2025, 12:00 UTC" in str(root[1].text)


def test_timeline_of_one_moment_stands_in_the_middle() -> None:
    root = read(timeline.draw([timeline.Said(START, START, "neutral", "○")], []))
    dots = found(root, "circle", "neutral")
    assert len({dot.get("cx") for dot in dots}) == 1


def test_provenance_joins_each_stance_with_the_one_it_takes_from() -> None:
    nodes = [
        provenance.Node("Spokesman", "supports", "+", 0, None, ""),
        provenance.Node("Agency", "supports", "+", 1, 0, "quotes"),
        provenance.Node("Paper", "disputes", "−", 2, 1, "cites"),
        provenance.Node("Radio", "supports", "+", 1, 0, "quotes"),
    ]
    root = read(provenance.draw(nodes))
    places = {(box.get("x"), box.get("y")) for box in found(root, "rect", "box")}
    assert len(places) == 4
    assert len(found(root, "path", "edge")) == 3
    assert str(root[1].text).startswith(
        "Agency quotes Spokesman; Paper cites Agency; Radio quotes Spokesman."
    )


def test_provenance_of_a_chain_longer_than_its_columns_goes_down() -> None:
    nodes = [
        provenance.Node(f"Link {n}", "supports", "+", n, n - 1 if n else None, "quotes" if n else "")
        for n in range(10)
    ]
    root = read(provenance.draw(nodes))
    assert len({(box.get("x"), box.get("y")) for box in found(root, "rect", "box")}) == 10


def test_answers_reach_from_their_first_moment_to_their_last_and_to_the_edge_where_open() -> None:
    root = read(
        answers.draw(
            [
                answers.Answer("A", START, START + timedelta(days=2), "disputed", "≠", "Disputed"),
                answers.Answer("B", START + timedelta(days=2), None, "refuted", "×", "Refuted"),
                answers.Answer("C", None, None, "undecided", "…", "Not decided yet"),
            ]
        )
    )
    first, second, third = found(root, "rect", "bar")
    end = float(first.get("x") or 0) + float(first.get("width") or 0)
    assert end == pytest.approx(float(second.get("x") or 0), abs=0.2)
    assert {"no-end"} == {"no-start", "no-end"} & set(str(second.get("class")).split())
    assert {"no-start", "no-end"} <= set(str(third.get("class")).split())
    assert float(third.get("x") or 0) < float(first.get("x") or 0)
    assert str(root[1].text) == "A: Disputed; B: Refuted; C: Not decided yet"


def test_answers_that_begin_at_one_moment_and_do_not_end_have_most_of_the_width() -> None:
    one, other = (answers.Answer(name, START, None, "disputed", "≠", "Disputed") for name in "AB")
    bars = found(read(answers.draw([one, other])), "rect", "bar")
    assert [float(bar.get("width") or 0) > 400 for bar in bars] == [True, True]

    over = answers.Answer("C", None, START, "disputed", "≠", "Disputed")
    before, after = found(read(answers.draw([over, one])), "rect", "bar")
    assert float(before.get("width") or 0) == pytest.approx(float(after.get("width") or 0), abs=0.2)


@pytest.mark.parametrize(
    ("leaning", "at"),
    [
        ((1000, 0, 0), (290, 255)),
        ((0, 1000, 0), (30, 255)),
        ((0, 0, 1000), (160, 30)),
        ((583, 0, 417), (235.7, 161.2)),
    ],
)
def test_opinion_is_a_point_in_the_triangle_above_its_projection(
    leaning: tuple[int, int, int], at: tuple[float, float]
) -> None:
    belief, disbelief, uncertainty = leaning
    projected = belief + uncertainty // 2
    root = read(
        opinion.draw(
            {"belief": belief, "disbelief": disbelief, "uncertainty": uncertainty, "projected": projected}
        )
    )
    (lean,) = found(root, "circle", "lean")
    assert (float(lean.get("cx") or 0), float(lean.get("cy") or 0)) == pytest.approx(at, abs=0.1)
    (down,) = found(root, "line", "needed")
    assert down.get("x1") == down.get("x2") == lean.get("cx")
    assert f"{projected / 10:g} %" in [part.text for part in root.iter("text")]
    assert f"{projected / 10:g} % for it" in str(root[1].text)


def point(day: int, support: int, dispute: int, status: str = "disputed") -> course.Point:
    return course.Point(date(2025, 8, day), support, dispute, status, "≠", status.capitalize())


def corners(root: ET.Element, side: str) -> list[tuple[float, float]]:
    """Return where the steps of a side turn, read off its path."""
    (area,) = found(root, "path", side)
    numbers = re.findall(r"[MVH]([\d.]+)(?: ([\d.]+))?", str(area.get("d")))
    x, y = map(float, numbers[0])
    turns = []
    for letter, number in re.findall(r"([VH])([\d.]+)", str(area.get("d"))):
        x, y = (x, float(number)) if letter == "V" else (float(number), y)
        turns.append((x, y))
    return turns


def test_course_rises_for_and_falls_against_to_one_scale_and_each_day_where_it_lies() -> None:
    root = read(course.draw([point(1, 0, 50), point(4, 100, 50), point(11, 200, 100)]))
    up, down = corners(root, "support"), corners(root, "dispute")
    (axis,) = found(root, "line", "axis")
    middle = float(axis.get("y1") or 0)
    heights = [middle - y for _, y in up]
    depths = [y - middle for _, y in down]
    assert heights[0] == heights[1] == 0
    assert heights[4] == pytest.approx(2 * heights[2], abs=0.2)
    assert depths[0] == depths[2] == pytest.approx(heights[2] / 2, abs=0.2)
    assert depths[4] == pytest.approx(heights[2], abs=0.2)
    first, second, third = 16.0, up[1][0], up[3][0]
    assert (second - first) / (third - first) == pytest.approx(0.3, abs=0.01)
    assert up[5][0] > third


def test_course_has_a_stretch_for_each_status_and_says_when_it_turned() -> None:
    days = [
        point(1, 0, 0, "unverified"),
        point(2, 9, 0, "unverified"),
        point(5, 9, 9),
        point(9, 9, 0, "supported"),
    ]
    root = read(course.draw(days))
    assert [str(one.get("class")).split()[1] for one in found(root, "rect", "flag")] == [
        "unverified", "disputed", "supported",
    ]  # fmt: skip
    assert str(root[1].text).startswith(
        "From 1 Aug 2025 on unverified. Then from 5 Aug 2025 on disputed. Then from 9 Aug 2025 on supported."
    )


def test_course_of_one_day_on_which_nothing_weighs_is_a_picture_too() -> None:
    root = read(course.draw([point(1, 0, 0, "unsourced")]))
    assert {height for _, height in corners(root, "support")} == {107.0}
    (stretch,) = found(root, "rect", "flag")
    assert float(stretch.get("width") or 0) == 648


def test_pin_leads_to_its_claim_and_its_words_stand_where_there_is_room() -> None:
    shown = mark("disputed")
    right, left = (
        ET.fromstring(  # noqa: S314 - our own picture
            pin.draw(
                Pin(1, HOSTILE, 10.0, 20.0, 32.04, is_left), shown, unit=9.14, url="/claims/1", told=HOSTILE
            )
        )
        for is_left in (False, True)
    )
    assert right.attrib == {"href": "/claims/1", "aria-label": HOSTILE}
    (place,) = found(right, "g", "disputed")
    assert place.attrib == {
        "font-size": "9.1",
        "transform": "translate(10.0 32.0)",
        "class": "place pin disputed",
    }
    assert [part.text for part in place.iter("text")] == [shown.sign, HOSTILE, shown.word]
    assert [part.get("d") for part in found(right, "path", "lead-line")] == ["M10.0 20.0V32.0"]
    assert [part.get("x") for part in right.iter("text")] == [None, "1.4em", "1.4em"]
    assert [part.get("x") for part in left.iter("text")] == [None, "-1.4em", "-1.4em"]
    assert [part.get("text-anchor") for part in left.iter("text")] == ["middle", "end", "end"]


@pytest.mark.parametrize(
    "picture",
    [
        balance.draw(body(line("support", 940, HOSTILE)), THRESHOLDS),
        provenance.draw(
            [
                provenance.Node(HOSTILE, "supports", "+", 0, None, ""),
                provenance.Node("W" * 10_000, "supports", "+", 1, 0, "quotes"),
            ]
        ),
        answers.draw([answers.Answer(HOSTILE * 50, None, None, "disputed", "≠", "Disputed")]),
    ],
    ids=["balance", "provenance", "answers"],
)
def test_hostile_names_are_text_and_cut(picture: str) -> None:
    root = read(picture)
    assert "\u202e" not in picture
    assert all(len(str(part.text)) <= 84 for part in root.iter("text"))
    assert re.search(r"<script", picture) is None


def said(side: str, low: float | None, high: float | None, name: str = "Somebody") -> dict[str, Any]:
    quantity = {"unit": "persons", "low": low, "high": high, "value": None}
    return line(side, 100, name) | {"weight": 100, "quantity": quantity}


def test_numbers_show_each_origin_to_scale_over_what_is_claimed() -> None:
    claimed = {"unit": "persons", "low": 40, "high": 60, "value": 50}
    lines = [
        said("support", 40, 50, HOSTILE),
        said("dispute", 10, 10, "Army"),
        said("dispute", None, 20, "Post"),
    ]
    lines.append(line("support", 0, "Silent") | {"weight": 0, "quantity": None})
    root = read(numbers.draw({"ledger": lines, "numbers": {"claimed": claimed}}))

    (band,) = found(root, "rect", "claimed")
    (support,) = found(root, "rect", "support")
    army, post = found(root, "rect", "dispute")
    assert float(support.get("x") or 0) == float(band.get("x") or 0)
    assert float(support.get("width") or 0) * 2 == pytest.approx(float(band.get("width") or 0), abs=0.2)
    assert float(army.get("width") or 0) == 6
    assert float(post.get("x") or 0) == 16
    told = str(root.findtext("desc"))
    assert told.startswith("Claimed: 40 to 60 persons.")
    assert "Army, against it: 10 persons; Post, against it: at most 20 persons" in told
    assert "Silent" not in told


def test_numbers_of_one_point_and_of_nobody_are_drawn() -> None:
    claimed = {"unit": "persons", "low": 5, "high": 5, "value": None}

    root = read(numbers.draw({"ledger": [], "numbers": {"claimed": claimed}}))

    assert "Nobody whose word counts says a number." in str(root.findtext("desc"))


@pytest.mark.parametrize(
    ("number", "told"),
    [(1234567, "1 234 567"), (0.00001, "0.00001"), (1200.5, "1 200.5"), (-10, "-10")],
)
def test_numbers_stand_below_the_picture_in_digits(number: float, told: str) -> None:
    claimed = {"unit": "km", "low": number, "high": number, "value": None}

    root = read(numbers.draw({"ledger": [], "numbers": {"claimed": claimed}}))

    assert [part.text for part in found(root, "text", "small")] == [told]
