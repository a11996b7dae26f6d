"""Where a webhook may lead: to a public address by HTTPS, and never into the network that the portal stands in.

Asked when it is set up and again before each message, of the very addresses that are then connected to: a name that
leads elsewhere the second time opens nothing.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

LONGEST = 500
HTTPS_PORT, HTTP_PORT = 443, 80
# What stands in an address and in no host name, port or path that is written as it should be.
WRITTEN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[!$-~]*)?(\?[!$-~]*)?")
# Networks in which an address of the old protocol stands inside one of the new.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Refused(Exception):
    """The reason is shown as it stands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Target:
    """Where to connect to, and what is asked there."""

    host: str
    port: int
    path: str
    is_secure: bool
    ip: str


def target_of(url: str) -> Target:
    """The address, looked up. Raises Refused."""
    if len(url) > LONGEST or not WRITTEN.fullmatch(url):
        raise Refused("Enter an address that begins with https://, without a name, a password or a # in it.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("The address is not written as addresses are. Check its host and its port.") from None
    is_secure = parts.scheme == "https"
    port = port or (HTTPS_PORT if is_secure else HTTP_PORT)
    found = _looked_up(host, port)
    if not is_secure and not all(ipaddress.ip_address(one).is_loopback for one in found):
        raise Refused("The address must begin with https://.")
    if any(not may_be_reached(one) for one in found):
        raise Refused("This address leads into a private network. A webhook needs one that is reached from everywhere.")
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return Target(host, port, path, is_secure, found[0])


def _looked_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("No computer with this name was found. Check how the host is written.") from None
    return [str(address[0]).partition("%")[0] for *_kind, address in found]


def may_be_reached(text: str) -> bool:
    """Whether an IP address is public, whatever it is wrapped in; this machine's own where the settings say so."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in TRANSLATED:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return may_be_reached(str(inside))
    if address.is_loopback:
        return bool(settings.WEBHOOK_LOOPBACK)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
