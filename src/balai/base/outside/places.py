"""Which addresses may be asked: those of the public internet, and this machine only where a setting says so.

Whoever names an address must not make the city look into its own network (server-side request forgery).
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_ADDRESS = 200
LONGEST_PAGE = 1_000
RESOLVE_SECONDS = 5.0
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(ValueError):
    """This address is not one to ask. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Site:
    """A web site's root: scheme, host in ASCII, port."""

    secure: bool
    host: str
    port: int

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.secure else 80
        return host if self.port == usual else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{'https' if self.secure else 'http'}://{self.netloc}"


def site_of(address: str, *, loopback: bool = False) -> Site:
    """The site of an address such as https://balai.example.go.id, written in its one form by `str`.

    Raises:
        NotAllowed: another scheme, a path, a user, a host that is not plain ASCII, or plain http beyond this machine.
    """
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
        raise NotAllowed("address.form")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise NotAllowed("address.form") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise NotAllowed("address.form")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment or "\\" in address:
        raise NotAllowed("address.form")
    host = parts.hostname.rstrip(".")
    if not host or not all(letter.isalnum() or letter in ".-:" for letter in host):
        raise NotAllowed("address.form")
    secure = parts.scheme == "https"
    if not secure and not (loopback and is_this_machine(host)):
        raise NotAllowed("address.not_secure")
    return Site(secure, host, port or (443 if secure else 80))


def page_of(address: str, *, loopback: bool = False) -> tuple[Site, str]:
    """Site and path of an address such as https://bus.example/gtfs-rt/updates.pb?key=x.

    Raises:
        NotAllowed: another scheme, a user, a fragment, letters that an address has not, or plain http beyond this machine.
    """
    if len(address) > LONGEST_PAGE or not address.isascii() or not address.isprintable() or " " in address:
        raise NotAllowed("address.form")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise NotAllowed("address.form") from error
    if parts.fragment or "\\" in address:
        raise NotAllowed("address.form")
    site = site_of(f"{parts.scheme}://{parts.netloc}", loopback=loopback)
    return site, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def is_this_machine(host: str) -> bool:
    """Whether a host's name alone says that it is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_be_asked(found: str, *, loopback: bool) -> bool:
    """Whether a resolved address may be connected to. Addresses that carry another inside count as that one, too."""
    try:
        address = ipaddress.ip_address(found.partition("%")[0])
    except ValueError:
        return False
    return all(_one(part, loopback=loopback) for part in (address, *_inside(address)))


def _one(address: Address, *, loopback: bool) -> bool:
    if loopback and address.is_loopback:
        return True
    if getattr(address, "is_site_local", False):
        return False  # fec0::/10: Python counts it as global before 3.12.4
    is_mapped = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
    return is_mapped or (address.is_global and not address.is_multicast and not address.is_reserved)


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def _inside(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found: list[Address | None] = [address.ipv4_mapped, address.sixtofour]
    if address.teredo:
        found.extend(address.teredo)
    if address in _TRANSLATED:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return [one for one in found if one is not None]


def resolved(site: Site, *, loopback: bool) -> str:
    """One address of the site that may be asked. Connect to it, and to no other: a name can change its mind.

    Raises:
        NotAllowed: the name leads nowhere, or to a place that may not be asked; one such address spoils all.
    """
    found = _looked_up(site.host, site.port)
    if not found:
        raise NotAllowed("address.unknown")
    if not all(may_be_asked(one, loopback=loopback) for one in found):
        raise NotAllowed("address.inner")
    return found[0]


def _is_written_out(host: str) -> bool:
    try:
        return str(ipaddress.ip_address(host)) == host
    except ValueError:
        return False


def _looked_up(host: str, port: int) -> list[str]:
    """Every address of a name; none when there is none within `RESOLVE_SECONDS`: the system's own look-up can hang."""
    if _is_written_out(host):
        return [host]
    found: list[str] = []

    def look() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(RESOLVE_SECONDS)
    return [] if thread.is_alive() else list(found)
