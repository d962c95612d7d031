"""A change in one sentence: who did what to which record. In parts, so that what people typed can be set apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

VERBS = {"create": "recorded", "update": "changed", "withdraw": "withdrew", "delete": "deleted"}
#: Letters of a value that a sentence names; longer ones are left to the difference.
BRIEF = 60
#: Fields that a sentence names before it counts the others.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence: our own words, or a text that somebody typed."""

    text: str
    is_typed: bool = False


def of(
    operation: str, *, account: str, kind: str, label: str, changed: Sequence[tuple[str, Any, Any]]
) -> tuple[Part, ...]:
    """Return the sentence of a change; `changed` are names with what stood there before and after."""
    fields = [] if operation != "update" else list(changed)
    return (
        Part(account, is_typed=True),
        Part(f" {VERBS[operation]} {_fields([name for name, _, _ in fields])}{kind} “"),
        Part(label, is_typed=True),
        Part("”"),
        *(_values(*fields[0][1:]) if len(fields) == 1 else ()),
        Part("."),
    )


def text(parts: Sequence[Part]) -> str:
    """Return a sentence as plain text."""
    return "".join(part.text for part in parts)


def _fields(names: Sequence[str]) -> str:
    if not names:
        return ""
    shown = list(names[:NAMED])
    if len(names) > NAMED:
        shown.append(f"{len(names) - NAMED} more")
    listed = " and ".join([", ".join(shown[:-1]), shown[-1]] if shown[:-1] else shown)
    return f"{listed} of "


def _values(old: Any, new: Any) -> Iterator[Part]:
    before, after = _brief(old), _brief(new)
    if before is None or after is None:
        return
    for words, value in ((" from ", before), (" to ", after)):
        if value:
            yield Part(f"{words}“")
            yield Part(value, is_typed=True)
            yield Part("”")
        else:
            yield Part(f"{words}nothing")


def _brief(value: Any) -> str | None:
    """Return a value that fits into a sentence; empty where there is none, None where it is too long."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return told if len(told) <= BRIEF and "\n" not in told else None
