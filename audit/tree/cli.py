"""The command `contested`: what an auditor runs, without the register."""

import argparse

from audit.tree import verify


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
    return top


def main() -> int:
    """Run one command and return its exit status."""
    asked = parser().parse_args()
    return int(asked.run(asked))
