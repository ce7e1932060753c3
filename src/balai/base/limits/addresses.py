"""Where a request comes from."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
UNKNOWN = "unknown"
HOUSEHOLD_BITS = 64
"""An IPv6 line is given a /64 at least (RFC 6177): its 2**64 addresses are one visitor."""


def client_address(request: HttpRequest, *, proxies: int) -> str:
    """The address of whoever speaks to us: the peer, or behind trusted proxies what the outermost of them saw.

    Each of the `proxies` that we trust (BALAI_PROXIES) adds the address it was called from at the end of X-Forwarded-For; what stands
    further left was written by the caller, who may write anything. "unknown" when there is no usable address, as on
    a Unix socket.
    """
    hops = [hop for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()] if proxies else []
    # A shorter list did not pass every proxy; its leftmost entry is still one that a proxy of ours wrote.
    told = parse_address(hops[-proxies:][0]) if hops else None
    return str(told or parse_address(request.META.get("REMOTE_ADDR", "")) or UNKNOWN)


def parse_address(text: str) -> Address | None:
    """An address as proxies write it: plain, in brackets, with a port or a zone; None when it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def household_of(address: str) -> str:
    """What is counted as one visitor: an IPv4 address, or the /64 of an IPv6 address. Never stored as it is."""
    found = parse_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, HOUSEHOLD_BITS), strict=False))
    return str(found or UNKNOWN)
