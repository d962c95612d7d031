"""Who is at the terminal: people who decide something give their password for it, each time."""

import sys
from getpass import getpass
from typing import TextIO

from actors.models import Account
from actors.services import accounts


def confirmed(name: str, stdin: TextIO | None = None) -> Account:
    """Return the account of somebody of staff, once they have given their password.

    It is asked for at a terminal, and read as a line where there is none.

    Raises:
        NotConfirmedError: nobody active of staff has this name and password.
    """
    source = stdin or sys.stdin
    is_asked = source.isatty()
    password = getpass(f"Password of {name}: ") if is_asked else source.readline().rstrip("\n")
    return accounts.confirm(name=name, password=password)
