"""Many clients at once."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def at_once(act: Callable[[int], T], *, clients: int) -> list[T]:
    """Have so many clients act in the same moment, each told its number; return what each got."""
    start = Barrier(clients)

    def begin(number: int) -> T:
        start.wait(timeout=30)
        return act(number)

    with ThreadPoolExecutor(clients) as crowd:
        return list(crowd.map(begin, range(clients)))


def shared(act: Callable[[S], T], work: Iterable[S], *, clients: int) -> list[T]:
    """Have so many clients share work, each as fast as it can; return what each piece gave, in order."""
    with ThreadPoolExecutor(clients) as crowd:
        return list(crowd.map(act, work))
