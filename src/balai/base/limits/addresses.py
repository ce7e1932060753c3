"""Where a request comes from."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest

UNKNOWN = "unknown"
_ONE_CONNECTION = 64  # bits of an IPv6 address that a provider gives to one household (RFC 6177)


def client_address(request: HttpRequest, *, proxies: int) -> str:
    """The address of the visitor, behind as many trusted proxies as there are.

    Each proxy appends the address that it was called from to X-Forwarded-For, so with n proxies the n-th entry from
    the right is the visitor; what stands further left was written by the visitor. Fewer entries than proxies
    mean that the request came another way: then the address that really called is taken.
    """
    called_from = str(request.META.get("REMOTE_ADDR") or UNKNOWN)
    if not proxies:
        return called_from
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return chain[-proxies] if len(chain) >= proxies else called_from


def household_of(address: str) -> str:
    """What is counted as one: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ip_network((found, _ONE_CONNECTION), strict=False))
    return str(found)
