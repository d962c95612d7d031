"""The second factor of an account: what its codes are made from, and the codes for when that is lost."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_otp.models import Device, ThrottlingMixin

from actors.models.account import Account


class SecondFactor(ThrottlingMixin, Device):  # type: ignore[misc]  # untyped
    """An authenticator app of somebody who logs in, at most one for each account.

    `sealed` is its secret, encrypted; `last_t` the time step of the last code that was taken, so that none is taken
    twice; `recovery` are digests of the recovery codes that are left. django-otp's mixin keeps the wrong guesses.
    """

    name = None
    user = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField()
    last_t = models.BigIntegerField(default=-1)
    recovery = ArrayField(models.CharField(max_length=64), default=list)

    objects: ClassVar[models.Manager["SecondFactor"]] = models.Manager()

    def __str__(self) -> str:
        return f"second factor of {self.user}"

    def get_throttle_factor(self) -> int:
        """Return the seconds to wait after the first wrong code; each further one doubles them."""
        return 1
