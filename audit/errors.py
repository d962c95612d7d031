"""What can be wrong with a write, in the record's words."""


class RecordError(Exception):
    """Something the register refuses; `code` names it for machines, the message for people.

    `kind` says what sort of refusal it is: not_found, invalid, conflict, precondition, forbidden or malformed.
    `pointer` is the JSON pointer of the offending member, where there is one.
    """

    code = "refused"
    kind = "invalid"

    def __init__(
        self, message: str, *, pointer: str | None = None, extra: dict[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.pointer = pointer
        self.extra = extra or {}


class NotFoundError(RecordError):
    """There is no such record, or the caller may not see it."""

    code = "not_found"
    kind = "not_found"


class ReasonRequiredError(RecordError):
    """A change needs a reason that people can read later."""

    code = "reason_required"
    kind = "malformed"


class NotOwnerError(RecordError):
    """A partner changes its own records only."""

    code = "not_owner"
    kind = "forbidden"


class StaleRevisionError(RecordError):
    """The record has moved on since the caller read it."""

    code = "stale_revision"
    kind = "precondition"


class AlreadyWithdrawnError(RecordError):
    """A withdrawn record takes no further change."""

    code = "already_withdrawn"
    kind = "conflict"


class ExternalIdTakenError(RecordError):
    """The partner has recorded something else under this external_id."""

    code = "external_id_taken"
    kind = "conflict"


class InvalidValueError(RecordError):
    """A value is none that the field takes."""

    code = "invalid_value"


class ReferenceWithdrawnError(RecordError):
    """A record that no longer stands takes no new references."""

    code = "reference_withdrawn"


class RingError(RecordError):
    """A chain of references would come back to where it began."""

    code = "ring"
    kind = "invalid"


class NotSealedError(RecordError):
    """No checkpoint covers what is asked for, yet or at all."""

    code = "not_sealed"


class TooLargeError(RecordError):
    """More is asked for at once than is given at once."""

    code = "too_large"


class UnknownPositionError(RecordError):
    """There is no such position in the log; `code` says why."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class ErasureRefusedError(RecordError):
    """An erasure is not what can be carried out, or nobody else has agreed to it."""

    code = "erasure_refused"
    kind = "conflict"


class SamePersonError(ErasureRefusedError):
    """An erasure takes two people."""

    code = "same_person"


class LatestRevisionError(ErasureRefusedError):
    """A record still says what is to be erased of it."""

    code = "latest_revision"


class MixedAttributionError(Exception):
    """One transaction, two writers: a mistake in the program, never in the input."""


class LogBehindError(Exception):
    """The database has fewer entries than a checkpoint that was signed covers: it was restored from before."""

    code = "log_behind"

    def __init__(self, size: int, signed: int) -> None:
        super().__init__(
            f"The database has {size} entries, and a checkpoint of {signed} was signed: it was restored from before."
            " Nothing is drained or signed until `manage.py audit_recover` was run."
        )


class LogDamagedError(Exception):
    """The log, its tiles or its checkpoints are not what was sealed."""

    code = "log_damaged"
