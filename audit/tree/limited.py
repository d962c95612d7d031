"""Sockets with one limit over all that is read and written, however slowly or much the other side sends."""

import io
import socket
from time import monotonic
from typing import Any


class Allowance:
    """So many seconds, and so many bytes to be read, from now on or from when it was last renewed."""

    def __init__(self, *, seconds: float, size: int) -> None:
        self.seconds, self.size = seconds, size
        self.renew()

    def renew(self) -> None:
        """Begin to count again."""
        self._end, self._unread = monotonic() + self.seconds, self.size

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: there are none.
        """
        if (left := self._end - monotonic()) <= 0:
            raise TimeoutError("time is up")
        return left

    def spend(self, count: int) -> None:
        """Note that so many bytes were read.

        Raises:
            OSError: they are too many.
        """
        self._unread -= count
        if self._unread < 0:
            raise OSError(f"more than {self.size} bytes")


class LimitedReader(io.RawIOBase):
    """Reads from a socket as far as is allowed; while it is open, so is the socket."""

    def __init__(self, opened: socket.socket, allowed: Allowance) -> None:
        self._socket, self._allowed = opened, allowed
        self._unlimited = opened.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """Say that it can be read from."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what is there, or wait for something.

        Raises:
            OSError: it is more than is allowed, or did not come in time.
        """
        self._socket.settimeout(self._allowed.left())
        count = self._unlimited.readinto(buffer)
        self._allowed.spend(count or 0)
        return count

    def close(self) -> None:
        """Let go of the socket."""
        self._unlimited.close()
        super().close()


class LimitedSocket:
    """As much of a socket as an HTTP client uses of one."""

    def __init__(self, opened: socket.socket, allowed: Allowance) -> None:
        self._socket, self._allowed = opened, allowed

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what reads from it."""
        return io.BufferedReader(LimitedReader(self._socket, self._allowed))

    def sendall(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            TimeoutError: it was not taken in time.
        """
        self._socket.settimeout(self._allowed.left())
        self._socket.sendall(data)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
