"""What can be wrong with actors and with those who write, in their own words."""

from audit.errors import RecordError


class ActorWithdrawnError(RecordError):
    """A withdrawn actor neither speaks nor publishes anew."""

    code = "actor_withdrawn"


class GradeReasonError(RecordError):
    """A reliability letter is given with the reason for it when it is changed."""

    code = "reason_required"
    kind = "malformed"
