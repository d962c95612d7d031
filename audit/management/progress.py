"""How far a long command has come: one line that is written over on a terminal, a line now and then elsewhere."""

from time import monotonic

from django.core.management.base import OutputWrapper

#: Seconds between two lines, where they cannot be written over, and where they can.
SELDOM, OFTEN = 10.0, 0.1


def _plain(text: str) -> str:
    """Return a text as it is: what goes to standard error would be red otherwise."""
    return text


class Progress:
    """Tells on a stream what is being looked at and how far it has come."""

    def __init__(self, stream: OutputWrapper) -> None:
        self._stream = stream
        self._is_terminal = bool(stream.isatty())
        self._told_at = float("-inf")
        self._width = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Tell it, unless something was told a moment ago; the end of each thing is always told."""
        now = monotonic()
        if done < total and now - self._told_at < (OFTEN if self._is_terminal else SELDOM):
            return
        self._told_at = now
        line = f"{what}: {done:,} of {total:,}"
        if not self._is_terminal:
            self._stream.write(line, _plain)
            return
        self._stream.write(f"\r{line.ljust(self._width)}", _plain, "\n" if done >= total else "")
        self._width = 0 if done >= total else len(line)
        self._stream.flush()
