"""Hold every number of the rules in one versioned document.

A policy is known by the SHA-256 of its canonical JSON: whoever changes a number makes another policy. It may name
actors with grades learned from verdicts; these stand in the place of what a letter is worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from claims.consensus import canonical
from claims.consensus.errors import PolicyError

LETTERS = ("A", "B", "C", "D", "E")
BASES = ("verified", "observed", "reported", "unknown")
CREDIBILITIES = (1, 2, 3, 4, 5, 6)
INTERESTS = ("own", "none", "conceding")


@dataclass(frozen=True, slots=True)
class Rates:
    """What the word of one actor is worth by its record, in centidecibans: when it affirms, when it denies."""

    affirming: int
    denying: int


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of the rules. Weights and thresholds are in centidecibans, factors in percent."""

    version: str
    reliability: dict[str | None, int]
    ungraded: int
    concession_letters: tuple[str, ...]
    concession_floor: int
    basis: dict[str, int]
    credibility: dict[int | None, int]
    hedged: int
    interest: dict[str, int]
    bloc_divisor: int
    ungraded_cap: int
    origin: int
    strong: int
    margin: int
    strong_blocs: int
    several_origins: int
    opinion_prior: int
    actors: dict[str, Rates]
    canonical_json: str
    sha256: str

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a policy document.

        Raises:
            PolicyError: a field is missing, unknown or out of range; the message names it.
        """
        _check(document, _SHAPE, "policy")
        concession, thresholds = document["concession"], document["thresholds"]
        if concession["as"] not in LETTERS:
            raise PolicyError("policy.concession.as must be one of A to E")
        if thresholds["strong"] < thresholds["origin"]:
            raise PolicyError("policy.thresholds.strong must not be under policy.thresholds.origin")
        actors = {actor: Rates(**rates) for actor, rates in document.get("actors", {}).items()}
        for actor, rates in actors.items():
            if max(rates.affirming, rates.denying) > document["reliability"]["A"]:
                raise PolicyError(f"policy.actors.{actor} must not be over policy.reliability.A")
        return cls(
            version=document["version"],
            reliability=dict(document["reliability"]),
            ungraded=document["ungraded"]["weight"],
            concession_letters=tuple(concession["letters"]),
            concession_floor=document["reliability"][concession["as"]],
            basis=dict(document["basis"]),
            credibility={int(grade): factor for grade, factor in document["credibility"].items()}
            | {None: 100},  # not judged: the weight stands as it is
            hedged=document["hedged"],
            interest=dict(document["interest"]),
            bloc_divisor=document["bloc_divisor"],
            ungraded_cap=document["ungraded"]["cap"],
            origin=thresholds["origin"],
            strong=thresholds["strong"],
            margin=thresholds["margin"],
            strong_blocs=thresholds["strong_blocs"],
            several_origins=thresholds["several_origins"],
            opinion_prior=document["opinion_prior"],
            actors=actors,
            canonical_json=canonical.text(document),
            sha256=canonical.sha256(document),
        )


@dataclass(frozen=True, slots=True)
class _Whole:
    """A whole number from `least` up."""

    least: int

    def check(self, value: object, path: str) -> None:
        if type(value) is not int or value < self.least:
            raise PolicyError(f"{path} must be a whole number of at least {self.least}")


class _Text:
    """A text that is not empty."""

    def check(self, value: object, path: str) -> None:
        if type(value) is not str or not value:
            raise PolicyError(f"{path} must be a text that is not empty")


class _Letters:
    """Some of the letters A to E, as one text."""

    def check(self, value: object, path: str) -> None:
        if type(value) is not str or not set(value) <= set(LETTERS):
            raise PolicyError(f"{path} must be made of the letters A to E")


@dataclass(frozen=True, slots=True)
class _Named:
    """Objects of one shape, under names that are not known beforehand; none need be there."""

    shape: dict[str, Any]

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, Mapping):
            raise PolicyError(f"{path} must be an object")
        for name, inner in value.items():
            _check(inner, self.shape, f"{path}.{name}")


_FACTOR = _Whole(0)
_SHAPE: dict[str, Any] = {
    "version": _Text(),
    "reliability": dict.fromkeys(LETTERS, _FACTOR),
    "ungraded": {"weight": _FACTOR, "cap": _FACTOR},
    "concession": {"letters": _Letters(), "as": _Text()},
    "basis": dict.fromkeys(BASES, _FACTOR),
    "credibility": {str(grade): _FACTOR for grade in CREDIBILITIES},
    "hedged": _FACTOR,
    "interest": dict.fromkeys(INTERESTS, _FACTOR),
    "bloc_divisor": _Whole(2),
    "thresholds": dict.fromkeys(("origin", "strong", "margin", "strong_blocs", "several_origins"), _Whole(1)),
    "opinion_prior": _Whole(1),
    "actors": _Named({"affirming": _FACTOR, "denying": _FACTOR}),
}
_OPTIONAL = ("actors",)


def _check(value: object, shape: Any, path: str) -> None:
    if not isinstance(shape, dict):
        shape.check(value, path)
        return
    if not isinstance(value, Mapping):
        raise PolicyError(f"{path} must be an object")
    if missing := [key for key in shape if key not in value and key not in _OPTIONAL]:
        raise PolicyError(f"{path}.{missing[0]} is missing")
    if unknown := [key for key in value if key not in shape]:
        raise PolicyError(f"{path}.{unknown[0]} is not known")
    for key, inner in value.items():
        _check(inner, shape[key], f"{path}.{key}")


CPL_1_DOCUMENT: dict[str, Any] = {
    "version": "cpl-1",
    "reliability": {"A": 1279, "B": 602, "C": 269, "D": 0, "E": 0},
    "ungraded": {"weight": 87, "cap": 300},
    "concession": {"letters": "ABCD", "as": "C"},
    "basis": {"verified": 150, "observed": 125, "reported": 100, "unknown": 100},
    "credibility": {"1": 125, "2": 110, "3": 100, "4": 50, "5": 0, "6": 100},
    "hedged": 50,
    "interest": {"own": 50, "none": 100, "conceding": 125},
    "bloc_divisor": 4,
    "thresholds": {"origin": 100, "strong": 200, "margin": 1000, "strong_blocs": 2, "several_origins": 2},
    "opinion_prior": 300,
}
CPL_1 = Policy.from_document(CPL_1_DOCUMENT)
