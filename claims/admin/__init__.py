"""The admin of what is claimed, what sources say, and where that leaves it."""

from claims.admin import (
    claims,
    determinations,
    places,
    policies,
    questions,
    relations,
    sources,
    stances,
    verdicts,
)

__all__ = [
    "claims",
    "determinations",
    "places",
    "policies",
    "questions",
    "relations",
    "sources",
    "stances",
    "verdicts",
]
