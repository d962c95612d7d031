"""What can be wrong with what the rules are handed."""


class ConsensusError(ValueError):
    """Refuse to decide."""

    code = "consensus"


class PolicyError(ConsensusError):
    """A policy document lacks a field, has one too many, or a number out of range."""

    code = "policy_invalid"


class EvidenceError(ConsensusError):
    """The evidence contradicts itself or names something that the rules do not know."""

    code = "evidence_invalid"
