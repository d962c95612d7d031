"""Say the codes of the rules in readers' words."""

POSITIONS = {
    "supports": "supports",
    "disputes": "disputes",
    "neutral": "takes no side",
    "no_comment": "no comment",
}
#: The same of a claim that was named before.
SAYS = {
    "supports": "supports it",
    "disputes": "disputes it",
    "neutral": "takes no side",
    "no_comment": "does not comment",
}
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
REASONS = {"weight": "by weight", "common_ground": "by common ground"}


def spaced(code: str) -> str:
    """Return a code as words."""
    return code.replace("_", " ")
