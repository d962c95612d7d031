"""The register's codes in readers' words."""

POSITIONS = {
    "supports": "supports",
    "disputes": "disputes",
    "neutral": "takes no side",
    "no_comment": "no comment",
}
SIGNS = {"supports": "+", "disputes": "−", "neutral": "○", "no_comment": "∅"}
SIDES = {"support": "for it", "dispute": "against it"}
BASES = {
    "verified": "verified",
    "observed": "from observation",
    "reported": "from reports",
    "unknown": "basis not given",
}
INTERESTS = {
    "own": "serves its own side",
    "conceding": "against its own interest",
    "none": "nothing at stake",
}
LINKS = {
    "entails": "said on a claim that entails this one",
    "contradicts": "said on a claim that contradicts this one",
    "question": "said on another answer to the question",
}
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
REASONS = {"weight": "by weight", "common_ground": "by common ground"}
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


def spaced(code: str) -> str:
    """Return a code as words."""
    return code.replace("_", " ")
