"""How much a caller may ask for: so many requests a minute of each kind, and so many a second of all.

Counted in Redis for all processes together. While Redis is away each process counts by itself, which lets more
through and nothing fail; it is asked again every few seconds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from time import monotonic, time

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.http.problems import ProblemError

log = structlog.get_logger(__name__)

#: What every request counts as, beside its kind; those without a valid key; those that need none; those for a token.
BURST, UNKNOWN, ANONYMOUS, TOKEN = "burst", "unknown", "anonymous", "token"
KINDS = {BURST, UNKNOWN, ANONYMOUS, TOKEN, f"{ANONYMOUS}-export", "read", "write", "export"}
#: Seconds that Redis has for an answer, and for which it is left alone after it gave none.
TIMEOUT, LEFT_ALONE = 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """One limit, and what is left of it to a caller in the window that stands."""

    kind: str
    limit: RateLimitItem
    remaining: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """Return `RateLimit`, as draft-ietf-httpapi-ratelimit-headers-10 has it."""
        return {"RateLimit": f'"{self.kind}";r={self.remaining};t={self.seconds}'}


class Limits:
    """The limits of each kind of request: what is configured, and where it is counted."""

    def __init__(self, configured: Mapping[str, str], url: str) -> None:
        """Read limits such as `6000/minute`; a blank one is none.

        Raises:
            ImproperlyConfigured: a kind or a limit is none.
        """
        if unknown := configured.keys() - KINDS:
            raise ImproperlyConfigured(
                f"CONTESTED_LIMITS: there are no {', '.join(sorted(unknown))} requests."
            )
        try:
            self._limits = {kind: parse(text) for kind, text in configured.items() if text}
        except ValueError as error:
            raise ImproperlyConfigured(f"CONTESTED_LIMITS: {error}.") from error
        self._away_until = 0.0
        self._by_itself = FixedWindowRateLimiter(MemoryStorage())
        self._together = self._counting_at(url)

    @staticmethod
    def _counting_at(url: str) -> FixedWindowRateLimiter:
        storage: Storage = RedisStorage(
            url,
            wrap_exceptions=True,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # handed on to redis-py
        )
        return FixedWindowRateLimiter(storage)

    @property
    def policy(self) -> str:
        """Return `RateLimit-Policy`: every limit with its window in seconds."""
        return ", ".join(
            f'"{kind}";q={limit.amount};w={limit.get_expiry()}' for kind, limit in self._limits.items()
        )

    def take(self, kind: str, caller: str) -> Allowance | None:
        """Count a request of a kind, and return what is left to the caller; None where nothing limits it.

        Raises:
            ProblemError: 429, with when to come again.
        """
        left = None
        for name in (BURST, kind):
            if (limit := self._limits.get(name)) is not None:
                left = self._count(name, limit, caller)
        return left

    def _count(self, kind: str, limit: RateLimitItem, caller: str) -> Allowance:
        is_within, allowance = self._counted(kind, limit, caller)
        if not is_within:
            raise ProblemError(
                "rate-limited",
                f"More than {limit.amount} requests in {limit.get_expiry()} s ({kind}).",
                code=f"{kind}_limit",
                headers={"Retry-After": str(max(1, allowance.seconds)), **self.headers(allowance)},
            )
        return allowance

    def _counted(self, kind: str, limit: RateLimitItem, caller: str) -> tuple[bool, Allowance]:
        for limiter in self._limiters():
            try:
                is_within = limiter.hit(limit, kind, caller)
                stands = limiter.get_window_stats(limit, kind, caller)
            except StorageError as error:
                self._away_until = monotonic() + LEFT_ALONE
                log.warning("requests are counted by each process: Redis is away", error=str(error))
            else:
                seconds = max(0, ceil(stands.reset_time - time()))
                return is_within, Allowance(kind, limit, max(0, stands.remaining), seconds)
        raise AssertionError  # the last of them needs nothing that could be away

    def _limiters(self) -> Iterator[FixedWindowRateLimiter]:
        if monotonic() >= self._away_until:
            yield self._together
        yield self._by_itself

    def headers(self, allowance: Allowance) -> dict[str, str]:
        """Return what an answer says of the limits."""
        return {"RateLimit-Policy": self.policy, **allowance.headers}


limits = Limits(settings.LIMITS, settings.REDIS_URL)
