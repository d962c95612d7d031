"""What the first page costs of a process that has just begun, as the web server begins one; told as JSON.

It was asked whether it is ready, as it is before anybody is sent to it.
"""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.db import connection

from config.wsgi import application
from tests.bench import cost

READY = "/readyz"


def answer(address: str) -> tuple[int, int]:
    """Ask the application for an address and return the status of the answer and its length."""
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {"HTTP_HOST": "localhost", "HTTP_ACCEPT": "text/html", "PATH_INFO": path}
    setup_testing_defaults(environ)
    begun: list[str] = []
    found: Iterable[bytes] = application(
        environ | {"QUERY_STRING": query}, lambda status, _: begun.append(status)
    )
    return int(begun[0].split()[0]), sum(len(part) for part in found)


def main() -> int:
    """Measure the page whose address is the argument."""
    logging.disable(logging.INFO)
    answer(READY)
    cost.alone()
    queries: list[str] = []

    def counted(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    before = cost.database()
    with connection.execute_wrapper(counted):
        started = time.process_time()
        status, size = answer(sys.argv[1])
        serving = (time.process_time() - started) * 1000
    after = cost.database()
    told = {
        "status": status,
        "size": size,
        "serving": serving,
        "database": None if before is None or after is None else after - before,
        "queries": len(queries),
    }
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
