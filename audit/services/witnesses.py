"""Cosignatures: every witness that the policy names is asked for its own, all at once and not for long."""

import re
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from time import monotonic

import structlog
from django.conf import settings

from audit.selectors import checks as known_checks
from audit.selectors import published
from audit.services import checks
from audit.services.heads import Head
from audit.tree import proofs
from audit.tree.client import ContradictedError, NotCosignedError, cosign
from audit.tree.tiles import TileNodes
from audit.tree.verify import Key, Note

log = structlog.get_logger(__name__)

#: Seconds that a witness has to answer in.
PATIENCE = 5.0
#: Seconds that the others are waited for once enough have cosigned.
GRACE = 0.5
#: For so long an alarm stands at least: a witness that says now this and now that writes no row each second.
STANDS = timedelta(minutes=10)

COSIGNS = "cosigns"
#: What each witness said last, whatever the figures in it: this process tells only what is new.
_said: dict[Key, str] = {}


def collect(head: Head, *, known: Iterable[Head]) -> str:
    """Return the cosignatures that a checkpoint still lacked and that its witnesses now gave, as lines.

    Each is asked from the last of the `known` checkpoints on that it cosigned. One that knows another history raises an
    alarm, and does not keep the others from cosigning: how many may be wrong is what the policy says.
    """
    addresses, quorum, started = settings.LOG_WITNESSES.addresses, settings.LOG_WITNESSES.quorum, monotonic()
    lacking = [key for key in addresses if not _has_cosigned(key, head)]
    needed = quorum.least - (len(addresses) - len(lacking))
    asked = _ask(lacking, head, list(known))
    lines, contradictions, pending, end = [], [], {*asked}, started + PATIENCE
    while pending:
        done, pending = wait(pending, timeout=max(0.0, end - monotonic()), return_when=FIRST_COMPLETED)
        if not done:
            break
        for answer in done:
            try:
                lines.append(answer.result())
                _tell(asked[answer], COSIGNS)
            except NotCosignedError as error:
                _tell(asked[answer], str(error))
                if _is_contradiction(error):
                    contradictions.append(f"{asked[answer].name}: {error}")
        if len(lines) >= needed:
            end = min(end, monotonic() + GRACE)
    for answer in pending:
        _tell(asked[answer], "no answer in time")
    _alarm(head, len(lacking), contradictions, is_enough=len(lines) >= needed, seconds=monotonic() - started)
    return "".join(lines)


def _has_cosigned(key: Key, head: Head) -> bool:
    return head.note is not None and bool(Note.parse(head.note).signed_by([key]))


def _ask(keys: list[Key], head: Head, known: list[Head]) -> dict[Future[str], Key]:
    """Have all of them asked, each in a thread that ends when its time is up, whether anybody waits for it or not."""
    size = head.checkpoint.size
    nodes = TileNodes(size, published.fetch)
    pool = ThreadPoolExecutor(len(keys))
    asked = {
        pool.submit(
            cosign,
            str(head.note),
            by=key,
            at=settings.LOG_WITNESSES.addresses[key],
            old=max((each.checkpoint.size for each in known if _has_cosigned(key, each)), default=0),
            prove=lambda old: proofs.consistency(old, size, nodes),
            seconds=PATIENCE,
        ): key
        for key in keys
    }
    pool.shutdown(wait=False)
    return asked


def _is_contradiction(error: NotCosignedError) -> bool:
    """Return whether a witness contradicts this log, and has not only heard of a later checkpoint before we did."""
    if not isinstance(error, ContradictedError):
        return False
    return error.known is None or error.known > published.kept_size()


def _tell(key: Key, said: str) -> None:
    """Log what a witness said, unless it said that before."""
    kind = re.sub("[0-9]+", "", said)
    if _said.get(key) != kind:
        _said[key] = kind
        tell = log.info if said == COSIGNS else log.warning
        tell("witness", witness=key.name, said=said)


def _alarm(head: Head, asked: int, contradictions: list[str], *, is_enough: bool, seconds: float) -> None:
    """Raise the alarm when more witnesses than before contradict the log, and end it when that has passed."""
    last = known_checks.find_latest(known_checks.WITNESSES)
    stood = 0 if last is None else last.differing
    is_over = is_enough and not known_checks.is_younger(last, STANDS)
    if len(contradictions) > stood or (len(contradictions) < stood and is_over):
        checks.keep(
            known_checks.WITNESSES,
            since=0,
            size=head.checkpoint.size,
            checked=asked,
            differing=len(contradictions),
            first="; ".join(contradictions),
            seconds=seconds,
        )
