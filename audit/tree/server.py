"""A witness on the network: `POST add-checkpoint` (C2SP tlog-witness), and nothing else."""

import logging
import re
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from io import BufferedReader
from socket import AF_INET, AF_INET6
from socketserver import TCPServer, ThreadingMixIn
from threading import BoundedSemaphore
from typing import Any

from audit.tree.cosigner import Cosigner
from audit.tree.limited import Allowance, LimitedReader
from audit.tree.witness import PATH, TEXT_TYPE, Answer

log = logging.getLogger("contested.witness")

#: Bytes of a body: 63 hashes and a checkpoint with a hundred signatures are less.
LIMIT = 65_536
#: Seconds that a connection may stand idle, and that a request may take to come in.
PATIENCE = 10.0
#: Connections that are served at once; those beyond are closed.
MOST = 64


class Server(ThreadingMixIn, TCPServer):
    """Serves a witness, each connection in a thread of its own."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, cosigner: Cosigner) -> None:
        """Listen.

        Raises:
            OSError: the address cannot be had.
        """
        self.cosigner = cosigner
        self.address_family = AF_INET6 if ":" in host else AF_INET
        self._free = BoundedSemaphore(MOST)
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection, if one more can be served."""
        if not self._free.acquire(blocking=False):
            log.warning("%s turned away: there are %d connections", client_address[0], MOST)
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread was to be had, and so none lets go of the place
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the library's
        """Tell how a connection ended; the others go on."""
        error = sys.exception()
        log.warning("%s: %r", client_address[0], error, exc_info=not isinstance(error, OSError))


class _Handler(BaseHTTPRequestHandler):
    """One connection, with submissions after one another."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a body would wait for the other side to have got the head
    server_version, sys_version = "contested-witness", ""
    error_message_format, error_content_type = "%(message)s\n", TEXT_TYPE
    timeout = PATIENCE

    def setup(self) -> None:
        """Put one limit on all that is read of a request."""
        super().setup()
        self._allowed = Allowance(seconds=PATIENCE, size=32 * LIMIT)
        self.rfile = BufferedReader(LimitedReader(self.connection, self._allowed))

    def handle_one_request(self) -> None:
        """Answer the next request."""
        self._allowed.renew()
        super().handle_one_request()

    def do_POST(self) -> None:
        """Take a submission."""
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not re.fullmatch("[0-9]{1,9}", length):
            self.send_error(411)
            return
        # What is too long is read as well, up to a point: a reset would reach the caller before the answer.
        body = self.rfile.read(min(int(length), 16 * LIMIT))
        if int(length) > LIMIT:
            self.send_error(413)
        elif self.path != f"/{PATH}":
            self.send_error(404)
        elif len(body) == int(length):
            self._take(body)

    def _take(self, body: bytes) -> None:
        try:
            answer = self.server.cosigner.add(body)
        except OSError:
            log.exception("not stored, and so not cosigned")
            self.send_error(500)
            return
        self._send(answer)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Return what answers any other method."""
        if name.startswith("do_"):
            return self._refuse
        raise AttributeError(name)

    def _refuse(self) -> None:
        if self.path == f"/{PATH}":
            self._send(Answer(405, "POST only\n"), Allow="POST", Connection="close")
        else:
            self.send_error(404)

    def _send(self, answer: Answer, **headers: str) -> None:
        data = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's
        """Tell of a request; what the caller sent is told with its escapes."""
        log.info("%s %a", self.client_address[0], format % args)
