"""What the documents say, held against what is there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.__main__ import parser
from config.embedded.check import NAMES
from config.embedded.seed import SCENARIO

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = ROOT / "tests" / "claims" / "consensus" / "data" / "expected.json"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    """Return the anchors that a reader's browser finds in a document."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def quoted(document: Path) -> Iterator[str]:
    """Yield what a document sets in code: spans, and lines of its blocks."""
    text = document.read_text()
    yield from (line for block in FENCED.findall(text) for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", FENCED.sub("", text))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_relative_link_leads_somewhere(document: Path):
    broken = []
    for link in LINK.findall(document.read_text()):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_command_of_dev_that_is_named_exists(document: Path):
    commands = {*parser()._subparsers._group_actions[0].choices}  # noqa: SLF001 - argparse has no other way
    given = {name for text in quoted(document) for name in re.findall(r"\./dev (?!-)(\w+)", text)}

    assert given - commands == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_check_that_is_named_exists(document: Path):
    given = {
        name
        for text in quoted(document)
        for names in re.findall(r"\./dev check((?: [a-z]+)+)", text)
        for name in names.split()
    }

    assert given - set(NAMES) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_path_that_is_named_exists(document: Path):
    """A path begins with a folder at the root and goes on below it."""
    rooms = (entry.name for entry in ROOT.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    below = "|".join(["\\.ci", *rooms])
    path = re.compile(rf"(?<![\w./-])(?:\./)?((?:{below})/[\w./-]*\w/?)")
    given = {found for text in quoted(document) for found in path.findall(text)}

    assert {found for found in given if not (ROOT / found).exists()} == set()


def test_the_table_of_the_readme_is_what_the_register_decides():
    texts = {record["ref"]: record["text"] for record in map(json.loads, SCENARIO.read_text().splitlines())
             if record["type"] == "claim"}  # fmt: skip
    final = json.loads(EXPECTED.read_text())["final"]
    rows = re.findall(r"^\| (.+?) \| `(\w+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)

    assert rows == [(texts[ref], expected["status"]) for ref, expected in final.items()]


def test_every_variable_that_is_read_is_explained_to_the_operator_and_no_other():
    read = re.compile(r'"((?:CONTESTED|DATABASE|REDIS|PROMETHEUS)_[A-Z_]+)"')
    sources = [*(ROOT / "config").glob("*.py"), *(ROOT / "config" / "http").glob("*.py")]
    known = {name for source in sources for name in read.findall(source.read_text())}
    told = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)

    assert sorted(told) == sorted(known)


def test_every_decision_is_listed_under_its_title():
    decisions = sorted((ROOT / "docs" / "adr").glob("0*.md"))
    rows = re.findall(
        r"^\| \[(\d+)\]\((.+?)\) \| (.+) \|$", (ROOT / "docs/adr/README.md").read_text(), re.MULTILINE
    )
    titled = [(*re.match(r"# (\d+)\. (.*)", page.read_text()).groups(), page.name) for page in decisions]  # type: ignore[union-attr]

    assert [(number, title, name) for number, name, title in rows] == titled
