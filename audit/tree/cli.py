"""The command `contested`: what an auditor or a witness runs, without the register."""

import argparse
import logging
import signal
import sys
from contextlib import suppress
from pathlib import Path

from audit.tree import files, state, verify
from audit.tree.cosigner import Cosigner
from audit.tree.notes import Signer
from audit.tree.server import Server
from audit.tree.state import State, StateError
from audit.tree.verify import COSIGNATURE, Key, RefusedError

log = logging.getLogger("contested.witness")


def parser() -> argparse.ArgumentParser:
    """Return the parser; each command carries the function that runs it."""
    top = argparse.ArgumentParser(
        prog="contested", description="Check what Contested says, without Contested."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser(
        "verify", help="verify a bundle", description="Verify a bundle: 0 proved, 1 refused, 2 not examined."
    )
    verify.add_arguments(check)
    check.set_defaults(run=verify.run)
    _add_witness(commands)
    return top


def _add_witness(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    kept = argparse.ArgumentParser(add_help=False)
    kept.add_argument(
        "--key", type=Path, default=Path("witness.key"), metavar="FILE", help="its key (%(default)s)"
    )
    kept.add_argument(
        "--state",
        type=Path,
        default=Path("witness.state"),
        metavar="FILE",
        help="what it cosigned last; never put an older copy in its place (%(default)s)",
    )
    make = commands.add_parser("witness-key", parents=[kept], help="make a witness: its key and its state")
    make.add_argument("name", metavar="NAME", help="its name for all time, such as witness.example/contested")
    make.set_defaults(run=_make)
    serve = commands.add_parser("witness", parents=[kept], help="cosign the checkpoints of logs")
    serve.add_argument(
        "--log",
        type=_key,
        action="append",
        required=True,
        metavar="NAME+ID+KEY",
        help="a key of a log that it is a witness of; may be given several times",
    )
    serve.add_argument(
        "--listen",
        type=_address,
        default="127.0.0.1:8088",
        metavar="HOST:PORT",
        help="where it listens; a proxy before it ends TLS (%(default)s)",
    )
    serve.set_defaults(run=_serve)


def _key(text: str) -> Key:
    try:
        return Key.parse(text)
    except RefusedError as error:
        raise argparse.ArgumentTypeError(f"{text[:120]!r} is not a key of a log: {error}") from error


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _make(asked: argparse.Namespace) -> int:
    """Make a witness, and print the public half of its key."""
    signer = Signer.generate(asked.name, algorithm=COSIGNATURE)
    state.create(asked.state, signer.key)
    try:
        files.create(asked.key, f"{signer.secret}\n".encode(), mode=0o600)
    except OSError:
        asked.state.unlink()
        raise
    sys.stdout.write(f"{signer.key}\n")
    return 0


def _serve(asked: argparse.Namespace) -> int:
    """Be a witness until a signal comes."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signer = Signer.parse(asked.key.read_text(encoding="utf-8"))
    cosigner = Cosigner(signer, asked.log, State(asked.state, signer.key))
    host, port = asked.listen
    with Server(host, port, cosigner) as server, suppress(KeyboardInterrupt):
        log.info("%s listens at %s port %d", signer.key, *server.server_address[:2])
        server.serve_forever()
    return 0


def main() -> int:
    """Run one command and return its exit status: 2 where it cannot begin."""
    asked = parser().parse_args()
    try:
        return int(asked.run(asked))
    except (OSError, RefusedError, StateError) as error:
        sys.stderr.write(f"contested: {error}\n")
        return 2
