"""What docs/asvs.md says of each requirement of ASVS, held against the standard's numbers and against what is there."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "asvs.md").read_text()

#: Of each section of ASVS 5.0.0 the levels of its requirements, in their order.
SECTIONS = {
    "1.1": "22",
    "1.2": "1111122223",
    "1.3": "112222222223",
    "1.4": "222",
    "1.5": "123",
    "2.1": "122",
    "2.2": "112",
    "2.3": "12223",
    "2.4": "23",
    "3.1": "3",
    "3.2": "113",
    "3.3": "12223",
    "3.4": "11222233",
    "3.5": "11122333",
    "3.6": "3",
    "3.7": "22333",
    "4.1": "12233",
    "4.2": "23333",
    "4.3": "22",
    "4.4": "1222",
    "5.1": "2",
    "5.2": "112333",
    "5.3": "113",
    "5.4": "222",
    "6.1": "122",
    "6.2": "111111112222",
    "6.3": "11223333",
    "6.4": "112233",
    "6.5": "22222333",
    "6.6": "2223",
    "6.7": "33",
    "6.8": "2222",
    "7.1": "222",
    "7.2": "1111",
    "7.3": "22",
    "7.4": "11222",
    "7.5": "223",
    "7.6": "22",
    "8.1": "1233",
    "8.2": "1123",
    "8.3": "133",
    "8.4": "23",
    "9.1": "111",
    "9.2": "1222",
    "10.1": "22",
    "10.2": "223",
    "10.3": "22223",
    "10.4": "1111122222233333",
    "10.5": "22222",
    "10.6": "22",
    "10.7": "222",
    "11.1": "2233",
    "11.2": "22233",
    "11.3": "11233",
    "11.4": "1222",
    "11.5": "23",
    "11.6": "23",
    "11.7": "33",
    "12.1": "12233",
    "12.2": "11",
    "12.3": "22223",
    "13.1": "2333",
    "13.2": "222223",
    "13.3": "2233",
    "13.4": "1222233",
    "14.1": "22",
    "14.2": "12223333",
    "14.3": "122",
    "15.1": "12233",
    "15.2": "12233",
    "15.3": "1222222",
    "15.4": "3333",
    "16.1": "2",
    "16.2": "22222",
    "16.3": "2222",
    "16.4": "222",
    "16.5": "2223",
    "17.1": "23",
    "17.2": "22223333",
    "17.3": "22",
}
LEVELS = {
    f"V{section}.{number}": int(level)
    for section, levels in SECTIONS.items()
    for number, level in enumerate(levels, 1)
}
WANTED = {number for number, level in LEVELS.items() if level <= 2}
STATES = ("met", "in part", "not yet", "operator")
APART = "does not apply"
NUMBER = re.compile(r"V\d+\.\d+\.\d+")
#: What is set in code and is a path: it has a folder before it, or is a file at the root.
PATH = re.compile(r"`([\w.-]+/[\w./-]+|\w[\w.-]*\.(?:md|yml|lock|toml)|Dockerfile|\.dockerignore)`")

#: A row for each requirement, or for some that belong together: number, level, what it asks for, state, where, tests.
CELLS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| V")
]
ROWS = [row for row in CELLS if len(row) == 6]
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])


def state(row: list[str]) -> str:
    return row[3].strip("*") if len(row) == 6 else APART


def test_the_standard_has_as_many_requirements_of_each_level_as_it_says():
    assert Counter(LEVELS.values()) == {1: 70, 2: 183, 3: 92}


def test_every_requirement_of_both_levels_is_there_once():
    assert {len(row) for row in CELLS} == {2, 6}
    assert Counter(number for row in CELLS for number in NUMBER.findall(row[0])) == Counter(WANTED)


@each_row
def test_a_requirement_is_of_its_level(row: list[str]):
    assert {int(level) for level in row[1].split(", ")} == {LEVELS[each] for each in NUMBER.findall(row[0])}


@each_row
def test_what_is_met_names_a_file_and_everything_says_something(row: list[str]):
    assert state(row) in STATES
    assert row[2]
    assert row[4]
    assert state(row) != "met" or PATH.search(row[4])


@each_row
def test_what_a_requirement_is_tested_in_are_tests(row: list[str]):
    if row[5] == "-":
        return
    paths = row[5].split(", ")
    assert [f"`{path}`" for path in PATH.findall(row[5])] == paths
    assert {path for path in paths if not path.startswith("`tests/")} == set()


@pytest.mark.parametrize("path", sorted(set(PATH.findall(TEXT))))
def test_every_path_that_is_cited_exists(path: str):
    assert (ROOT / path).exists()


def test_the_table_counts_what_is_below_it():
    counted: dict[str, Counter[str]] = {"1": Counter(), "2": Counter()}
    for row in CELLS:
        for number in NUMBER.findall(row[0]):
            counted[str(LEVELS[number])][state(row)] += 1
    told = re.findall(r"^\| ([12]) \| (.+) \|$", TEXT, re.MULTILINE)

    assert [(level, [int(figure) for figure in figures.split(" | ")]) for level, figures in told] == [
        (level, [*(of[name] for name in (*STATES, APART)), of.total()]) for level, of in counted.items()
    ]
