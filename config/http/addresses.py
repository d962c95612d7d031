"""From which address a request comes, where proxies stand between."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def client(request: HttpRequest) -> Address | None:
    """Return the address of whoever asks; None where the server knows none.

    The last in `X-Forwarded-For` that is no proxy of ours: what stands before it anybody may have written.
    """
    address = _read(request.META.get("REMOTE_ADDR", ""))
    hops = [hop for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    while address is not None and hops and _is_within(address, settings.TRUSTED_PROXIES):
        before = _read(hops.pop().strip())
        if before is None:
            break
        address = before
    return address


def text(request: HttpRequest) -> str | None:
    """Return the same as text, for those who know no addresses."""
    address = client(request)
    return None if address is None else str(address)


def _is_within(address: Address, networks: list[str]) -> bool:
    """Return whether an address lies in one of some networks, such as `10.0.0.0/8`."""
    return any(address in ip_network(network) for network in networks)


def _read(text: str) -> Address | None:
    # Some proxies write the port too: 203.0.113.7:4711, [2001:db8::1]:443.
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # A server that listens on both has IPv4 addresses in the clothes of IPv6 ones.
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
