"""What `./dev` hands over to, once the environment is installed."""

import argparse
import sys
from pathlib import Path

from config.embedded import advisories, check, foreground, logs, up
from config.embedded.process import ROOT, ProcessError
from config.embedded.seed import SeedError
from config.embedded.state import State


def parser() -> argparse.ArgumentParser:
    """Return the parser of `./dev`; each command carries the function that runs it."""
    top = argparse.ArgumentParser(prog="dev", description="Run, test and check Contested on this machine.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    state = argparse.ArgumentParser(add_help=False)
    state.add_argument(
        "--state",
        type=lambda folder: State(Path(folder).absolute()),
        default=State(ROOT / ".local"),
        metavar="DIR",
        help="where data, logs and credentials are (default: .local beside dev)",
    )

    start = commands.add_parser("up", parents=[state], help="start everything, seeded with the scenario")
    start.add_argument("--port", type=int, default=8000, help="port of the API and the admin (default: 8000)")
    start.add_argument("--detach", action="store_true", help="return once it is ready, and leave it running")
    start.add_argument("--piped", action="store_true", help=argparse.SUPPRESS)
    start.set_defaults(run=_up)
    stop = commands.add_parser("down", parents=[state], help="stop what up started")
    stop.set_defaults(run=_down)
    show = commands.add_parser("logs", parents=[state], help="show the end of the logs")
    show.add_argument("-f", "--follow", action="store_true", help="and what comes")
    show.add_argument("names", nargs="*", metavar="NAME", help="web, interactive, mass, beat, postgres, …")
    show.set_defaults(run=lambda asked: logs.show(asked.state.log, asked.names, follow=asked.follow))
    manage = commands.add_parser("manage", parents=[state], help="run a management command on the state")
    manage.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…")
    manage.set_defaults(run=lambda asked: foreground.manage(asked.state, asked.arguments))
    commands.add_parser("test", help="run the tests on throw-away servers; takes pytest's arguments")
    measure = commands.add_parser("bench", help="measure what something costs, on throw-away servers")
    measure.add_argument("what", choices=["pages", "log", "tree", "asof", "seen", "mass", "consensus"])
    measure.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="…", help="see `./dev bench pages --help`"
    )
    measure.set_defaults(run=lambda asked: foreground.bench(asked.what, asked.arguments))
    proof = commands.add_parser("prove", help="run all that shows the record, and hold it against its bars")
    proof.add_argument("--short", action="store_true", help="a quick look, in which less is tried")
    proof.set_defaults(run=lambda asked: foreground.prove(is_short=asked.short))
    checks = commands.add_parser("check", help=f"check {', '.join(check.NAMES)}")
    checks.add_argument("names", nargs="*", metavar="NAME", help="only these")
    checks.set_defaults(run=lambda asked: check.run(asked.names))
    audit = commands.add_parser(
        "audit", help="ask over the network whether anything locked is known to be vulnerable"
    )
    audit.add_argument("--service", default="", metavar="URL", help="another one that answers as OSV does")
    audit.set_defaults(run=lambda asked: advisories.run(url=asked.service))
    return top


def _up(asked: argparse.Namespace) -> int:
    if asked.detach:
        return up.detach(asked.state, port=asked.port)
    return up.run(asked.state, port=asked.port, piped=asked.piped)


def _down(asked: argparse.Namespace) -> int:
    print("stopped" if asked.state.stop() else "nothing was running")
    return 0


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status.

    Raises:
        ProcessError: a program did not start, or failed.
        SeedError: the register did not take the scenario.
    """
    if arguments[:1] == ["test"]:  # what follows is pytest's own, options too
        return foreground.test(arguments[1:])
    asked = parser().parse_args(arguments)
    return int(asked.run(asked))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ProcessError, SeedError) as error:
        sys.exit(f"dev: {error}")
