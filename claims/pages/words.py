"""The register's codes in readers' words."""

from claims.consensus.words import BASES, INTERESTS, LINKS, POSITIONS, REASONS, SIDES, spaced

__all__ = [
    "BASES", "CHANNELS", "INTERESTS", "LETTERS", "LINKS", "POSITIONS", "REASONS", "RELATED", "RELATIONS", "RULINGS",
    "SIDES", "SIGNS", "spaced",
]  # fmt: skip

SIGNS = {"supports": "+", "disputes": "−", "neutral": "○", "no_comment": "∅"}
RELATIONS = {
    "quotes": "quotes",
    "cites": "cites",
    "speaks_for": "speaks for",
    "derives_from": "derives from",
    "": "repeats",
}
#: A relation between claims, read from either end.
RELATED = {
    ("contradicts", True): "contradicts",
    ("contradicts", False): "is contradicted by",
    ("entails", True): "entails",
    ("entails", False): "is entailed by",
    ("supersedes", True): "supersedes",
    ("supersedes", False): "is superseded by",
    ("same_as", True): "says the same as",
    ("same_as", False): "says the same as",
}
RULINGS = {"holds": "holds", "does_not_hold": "does not hold", "open": "cannot be settled"}
LETTERS = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
CHANNELS = {
    "api": "over the API",
    "admin": "in the admin",
    "task": "by a worker",
    "cli": "on the command line",
    "migration": "by a migration",
}
