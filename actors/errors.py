"""What can be wrong with actors and with those who write, in their own words."""

from audit.errors import RecordError


class AccountPartnerError(RecordError):
    """A service acts for a partner, everybody else for the register."""

    code = "account_partner"


class AccountNameError(RecordError):
    """The name of a partner's account begins with the partner's own."""

    code = "account_name"


class FixedAccountError(RecordError):
    """The register's own accounts stay as they are."""

    code = "fixed_account"
    kind = "conflict"


class OwnAccountError(RecordError):
    """Nobody locks themselves out, so that somebody always remains who can let others in."""

    code = "own_account"
    kind = "conflict"


class NotConfirmedError(RecordError):
    """Whoever asks is not who they say, or is not of staff any more."""

    code = "not_confirmed"
    kind = "forbidden"


class RoleError(RecordError):
    """An account has a role of its kind."""

    code = "no_role"


class BeyondRoleError(RecordError):
    """A key may do what its account may, or less."""

    code = "beyond_role"


class NetworkError(RecordError):
    """A key is good from networks, written as 192.0.2.0/24."""

    code = "no_network"


class KeyEndedError(RecordError):
    """A key that has ended is not replaced."""

    code = "key_ended"
    kind = "conflict"


class CircleError(RecordError):
    """What is stricter than green names circles that its writer is in, and what is free names none."""

    code = "circles"


class LoweringError(RecordError):
    """Nobody makes a marking less strict alone."""

    code = "lowering"
    kind = "forbidden"


class TwoPeopleError(RecordError):
    """What takes two people is not done by one."""

    code = "two_people"
    kind = "forbidden"


class MemberError(RecordError):
    """The members of a sharing group are partners and accounts of the register."""

    code = "no_member"


class NoSecondFactorError(RecordError):
    """There is none to give a code of, or to remove."""

    code = "no_second_factor"
    kind = "conflict"


class EnrolledError(RecordError):
    """An account has one second factor; it is removed before there is another."""

    code = "enrolled"
    kind = "conflict"


class EnrolmentEndedError(RecordError):
    """A secret that was shown is good for a while, and for the account that it was shown to."""

    code = "enrolment_ended"
    kind = "conflict"


class WrongCodeError(RecordError):
    """A code that is none, or was used."""

    code = "wrong_code"
    kind = "forbidden"


class TooManyCodesError(RecordError):
    """After wrong codes there is a wait, which doubles each time."""

    code = "too_many_codes"
    kind = "forbidden"
