"""Ask a stack that is up what the README promises. Argument: its credentials file."""

import json
import stat
import sys
import urllib.request
from pathlib import Path

CLAIMS = 15


def ask(url: str, key: str = "") -> bytes:
    """Return what `url` answers; anything but a success raises."""
    request = urllib.request.Request(  # noqa: S310 - the address is our own
        url, headers={"Authorization": f"Bearer {key}"} if key else {}
    )
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - likewise
        return response.read()


credentials = Path(sys.argv[1])
if stat.S_IMODE(credentials.stat().st_mode) != 0o600:
    sys.exit("the credentials can be read by others")
found = json.loads(credentials.read_text())
ask(f"{found['url']}/readyz")
ask(f"{found['url']}/admin/login/")
for name in ("newsroom", "monitor", "auditor"):
    claims = json.loads(ask(f"{found['url']}/api/v1/claims", found["keys"][name]))["results"]
    if len(claims) != CLAIMS:
        sys.exit(f"{name} sees {len(claims)} claims")
for claim in claims:
    print(f"{claim['consensus']['status']:14} {claim['text']}")
