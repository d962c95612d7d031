"""What differs between two revisions, field by field, in words that people read."""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Field, ForeignKey, Model

NOTHING = "—"
#: Values that say nothing; a first revision is not said to have them.
EMPTY: tuple[Any, ...] = (None, "", [])
#: Longer texts than this are not compared word by word: they are documents.
COMPARABLE = 5_000
#: Texts from so many letters on are shown in a frame of their own, to be scrolled.
LONG = 400
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")

#: Names the record that a reference points at, given its model and id.
Namer = Callable[[type[Model], Any], str]
#: Reads a field of a revision.
Reader = Callable[[Model, "Field[Any, Any]"], Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after."""

    field: "Field[Any, Any]"
    old: Any
    new: Any

    @property
    def label(self) -> str:
        """Return the field's name."""
        return str(self.field.verbose_name).capitalize()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both revisions have, or only this one."""

    text: str
    is_own: bool


def shown_fields(history: type[Model], hidden: Sequence[str]) -> list["Field[Any, Any]"]:
    """Return the fields of a kind whose values its history shows."""
    fields: list[Field[Any, Any]] = history.tracked_fields  # type: ignore[attr-defined]
    return [field for field in fields if field.name not in hidden]


def between(
    former: Model | None, later: Model, fields: Sequence["Field[Any, Any]"], value_of: Reader
) -> list[Difference]:
    """Return what differs; of a first revision, whatever it says."""
    pairs = (
        Difference(field, None if former is None else value_of(former, field), value_of(later, field))
        for field in fields
    )
    return [pair for pair in pairs if pair.old != pair.new and not (pair.old in EMPTY and pair.new in EMPTY)]


def in_words(value: Any, field: "Field[Any, Any]", name: Namer) -> str:
    """Return a value as text; of a reference, what it points at."""
    if value in EMPTY:
        return NOTHING
    if isinstance(field, ForeignKey):
        return name(field.related_model, value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(' ')} UTC"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def pieces(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces, so that what only one of them has can be marked."""
    if NOTHING in (old, new) or len(old) + len(new) > COMPARABLE:
        return [Piece(old, is_own=False)], [Piece(new, is_own=False)]
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return (
        list(_pieces(before, [(tag, start, end) for tag, start, end, _, _ in steps])),
        list(_pieces(after, [(tag, start, end) for tag, _, _, start, end in steps])),
    )


def _pieces(words: Sequence[str], steps: Sequence[tuple[str, int, int]]) -> Iterator[Piece]:
    for tag, start, end in steps:
        if start < end:
            yield Piece("".join(words[start:end]), is_own=tag != "equal")
