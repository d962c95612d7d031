"""What can be wrong with claims and what is said of them."""

from audit.errors import RecordError


class BackwardsValidityError(RecordError):
    """A claim that ends before it begins holds at no instant."""

    code = "valid_backwards"


class DerivationError(RecordError):
    """How a stance derives is said exactly when it derives."""

    code = "derivation"


class QuantityError(RecordError):
    """A quantity is numbers in a unit, and what is said of it is on the side that it takes."""

    code = "quantity"


class RemarkError(RecordError):
    """A remark is on one record, and says something."""

    code = "remark"


class SelfRelationError(RecordError):
    """A relation is between two claims."""

    code = "relation_to_itself"


class RelationExistsError(RecordError):
    """The relation is stated already."""

    code = "relation_exists"
    kind = "conflict"


class PositionOffTheEarthError(RecordError):
    """A position is a latitude and a longitude, both or neither."""

    code = "half_a_position"


class AssignedError(RecordError):
    """Somebody else is on the case already."""

    code = "assigned"
    kind = "conflict"


class NotInLogError(RecordError):
    """What was recorded a moment ago has no place in the log yet, and nothing is decided on it."""

    code = "not_in_the_log"
    kind = "conflict"


class PolicyTakenError(RecordError):
    """A policy has one version and one set of rules, each its own."""

    code = "policy_taken"
    kind = "conflict"


class AlreadyAdoptedError(RecordError):
    """A policy is adopted once."""

    code = "already_adopted"
    kind = "conflict"


class MergeIntoItselfError(RecordError):
    """A record is merged into another one."""

    code = "merge_into_itself"


class MergedError(RecordError):
    """A record that was merged into another takes no others in: they go where it went."""

    code = "merged"
    kind = "conflict"


class UnlikeMarkingsError(RecordError):
    """What refers to two records could be seen by others if they were one."""

    code = "unlike_markings"


class UnlikeClaimsError(RecordError):
    """Two claims say what cannot be the same: another number, another answer, or of another time."""

    code = "unlike_claims"


class NotMergedError(RecordError):
    """There is no merge to undo."""

    code = "not_merged"
    kind = "conflict"


class UndoFirstError(RecordError):
    """A later merge moved again what this one moved, and is undone before it."""

    code = "undo_first"
    kind = "conflict"


class SecondPersonError(RecordError):
    """What one person proposed takes another to decide."""

    code = "second_person"
    kind = "forbidden"


class AlreadyDecidedError(RecordError):
    """A proposal is decided once."""

    code = "already_decided"
    kind = "conflict"


class OverdueError(RecordError):
    """What is proposed is proposed of a record as it was."""

    code = "overdue"
    kind = "conflict"


class OwnProposalError(RecordError):
    """Nobody decides on what they have proposed themselves."""

    code = "own_proposal"
    kind = "forbidden"


class UnseenProposalError(RecordError):
    """A proposal is put to somebody who sees it."""

    code = "unseen_proposal"
