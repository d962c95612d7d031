"""Enrol, ask for and remove the second factor of an account. Its secret is in no revision; that there is one is."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlencode
from uuid import UUID

import structlog
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP

from actors.errors import (
    EnrolledError,
    EnrolmentEndedError,
    NoSecondFactorError,
    OwnAccountError,
    TooManyCodesError,
    WrongCodeError,
)
from actors.models import Account, SecondFactor
from actors.services import access
from audit.attribution import Principal, audited_write

#: What an authenticator app shows beside the account's name.
ISSUER = "Contested"
SECRET_BYTES = 20
#: Steps of half a minute by which a clock may be wrong, either way.
TOLERANCE = 1
RECOVERY_CODES = 10
#: Eighty bits: nobody guesses one, so that a digest needs no slowness.
RECOVERY_BYTES = 10
#: As long as a secret that was shown can be confirmed.
ENROL_WITHIN_SECONDS = 15 * 60
REASON = "Enrolled a second factor."

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret that is shown to be enrolled; it is kept nowhere until a code confirms it.

    `sealed` is the same encrypted, for the form that sends it back.
    """

    secret: str
    address: str
    sealed: str


def begin(account: Account) -> Enrolment:
    """Make a secret for an account."""
    secret = secrets.token_bytes(SECRET_BYTES)
    return _enrolment(account, secret, _seal(account.id, secret))


def resume(account: Account, sealed: str) -> Enrolment:
    """Return an enrolment from what its form sent back.

    Raises:
        EnrolmentEndedError: it was shown too long ago, or to somebody else.
    """
    secret = _unseal(account.id, sealed, within=ENROL_WITHIN_SECONDS)
    if secret is None:
        raise EnrolmentEndedError("This secret was shown too long ago. Here is another.")
    return _enrolment(account, secret, sealed)


def enrol(account: Account, sealed: str, code: str) -> tuple[SecondFactor, list[str]]:
    """Enrol a secret that a code confirms; return the factor, and the recovery codes, which are kept nowhere.

    `account` then says since when it has one.

    Raises:
        EnrolmentEndedError: the secret was shown too long ago, or to somebody else.
        WrongCodeError: the code is not one of this secret.
        EnrolledError: the account has a second factor.
    """
    secret = _unseal(account.id, sealed, within=ENROL_WITHIN_SECONDS)
    if secret is None:
        raise EnrolmentEndedError("This secret was shown too long ago. Here is another.")
    step = _matching(secret, code, after=-1)
    if step is None:
        raise WrongCodeError(
            "This is not the code of this secret. Is the clock of the device right?", pointer="/code"
        )
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    with audited_write(by=account, reason=REASON):
        held = access.locked(Account, account.id, reason=REASON, expected=None)
        if held.second_factor_since is not None:
            raise EnrolledError("This account has a second factor.")
        # One that no record knows of: what came of a write past the register counts for nothing.
        SecondFactor.objects.filter(user=held).delete()
        access.save(held, {"second_factor_since": timezone.now()})
        factor = SecondFactor.objects.create(
            user=held, sealed=sealed, last_t=step, recovery=[_digest(held.id, code) for code in codes]
        )
    account.second_factor_since = held.second_factor_since
    return factor, codes


def enter(account: Account, code: str) -> SecondFactor:
    """Take a code, of the app or for recovery; each is good once.

    Raises:
        NoSecondFactorError: the account has none, or none that can still be read.
        TooManyCodesError: codes were wrong lately; this one was not looked at.
        WrongCodeError: it is none, or was used.
    """
    with transaction.atomic():
        # Locked: of two that send the same code one comes in.
        factor: SecondFactor | None = (
            SecondFactor.objects.select_for_update().filter(user=account, confirmed=True).first()
        )
        if factor is None:
            raise NoSecondFactorError(
                "The second factor of this account is gone. Somebody of staff has to remove it."
            )
        is_allowed, why = factor.verify_is_allowed()
        if not is_allowed:
            until = f"{why['locked_until']:%d %B %Y %H:%M:%S} UTC"
            raise TooManyCodesError(
                f"Too many wrong codes. The next is looked at after {until}.", pointer="/code"
            )
        is_right = _is_of_the_app(factor, code) or _is_for_recovery(factor, code)
        if is_right:
            factor.throttle_reset(commit=False)
        else:
            factor.throttle_increment(commit=False)
        factor.save()
    if not is_right:
        raise WrongCodeError("This is not a code of yours, or it was used before.")
    return factor


def remove(*, account_id: UUID, by: Principal, reason: str, may_be_own: bool = False) -> None:
    """Remove the second factor of an account, and end its sessions.

    `may_be_own` for whoever is at a terminal of the register, where nobody else may be left.

    Raises:
        NotFoundError, ReasonRequiredError: as their names say.
        OwnAccountError: the writer would remove their own.
        NoSecondFactorError: there is none.
    """
    with audited_write(by=by, reason=reason):
        account = access.locked(Account, account_id, reason=reason, expected=None)
        if account.id == by.id and not may_be_own:
            raise OwnAccountError("Somebody else has to remove your second factor.")
        if account.second_factor_since is None:
            raise NoSecondFactorError("This account has no second factor.")
        SecondFactor.objects.filter(user=account).delete()
        access.save(account, {"second_factor_since": None})


def count_recovery(account: Account) -> int:
    """Return how many recovery codes are left."""
    factor = SecondFactor.objects.filter(user=account).first()
    return len(factor.recovery) if factor else 0


def _enrolment(account: Account, secret: bytes, sealed: str) -> Enrolment:
    text = base64.b32encode(secret).decode()
    query = urlencode({"secret": text, "issuer": ISSUER})
    return Enrolment(text, f"otpauth://totp/{ISSUER}:{quote(account.name, safe='')}?{query}", sealed)


def _is_of_the_app(factor: SecondFactor, code: str) -> bool:
    secret = _unseal(factor.user_id, factor.sealed)
    if secret is None:
        log.error("a second factor cannot be read: was the pepper changed?", account=str(factor.user_id))
        return False
    step = _matching(secret, code, after=factor.last_t)
    if step is None:
        return False
    factor.last_t = step
    return True


def _is_for_recovery(factor: SecondFactor, code: str) -> bool:
    given = _digest(factor.user_id, code)
    left = [digest for digest in factor.recovery if not hmac.compare_digest(digest, given)]
    if len(left) == len(factor.recovery):
        return False
    factor.recovery = left
    return True


def _matching(secret: bytes, code: str, *, after: int) -> int | None:
    """Return the time step of a code, if it is one of now and later than the last one taken."""
    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return None
    totp = TOTP(secret)
    return int(totp.t()) if totp.verify(int(digits), TOLERANCE, after + 1) else None


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def _digest(account_id: UUID, code: str) -> str:
    plain = "".join(code.replace("-", " ").split()).upper()
    said = f"recovery code {account_id} {plain}"
    return hmac.digest(settings.KEY_PEPPER.encode(), said.encode(), hashlib.sha256).hex()


def _fernet() -> Fernet:
    """Return what seals secrets: the pepper is outside the database, and kept with its backups."""
    key = HKDF(SHA256(), 32, salt=None, info=b"contested second factor").derive(settings.KEY_PEPPER.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def _seal(account_id: UUID, secret: bytes) -> str:
    return _fernet().encrypt(account_id.bytes + secret).decode()


def _unseal(account_id: UUID, sealed: str, *, within: int | None = None) -> bytes | None:
    """Return a secret that was sealed for this account, and if asked not long ago."""
    try:
        found = _fernet().decrypt(sealed.encode(), ttl=within)
    except InvalidToken:
        return None
    own = account_id.bytes
    return found[len(own) :] if found.startswith(own) and len(found) == len(own) + SECRET_BYTES else None
