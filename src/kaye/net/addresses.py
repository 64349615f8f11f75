"""Which addresses we may call: public ones only, whatever name or spelling leads to them."""

import ipaddress
import socket

from kaye.rules.ports.http import Forbidden, Unreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int, allow_loopback: bool = False) -> tuple[str, ...]:
    """The addresses of a name, in the order to try them, once each was checked. Raises Forbidden, Unreachable.

    The caller connects to what is returned: a name that changes its mind meanwhile changes nothing.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise Unreachable(f"« {host} » est introuvable sur Internet.", handed=False) from None
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise Unreachable(f"« {host} » est introuvable sur Internet.", handed=False)
    for address in addresses:
        if not may_call(address, allow_loopback):
            raise Forbidden(f"« {host} » mène à une adresse privée ou locale : nous n’y allons pas.")
    return addresses


def may_call(address: str, allow_loopback: bool = False) -> bool:
    """Whether this numeric address is a public one, also behind the IPv6 forms that carry an IPv4."""
    try:
        given = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if allow_loopback and given.is_loopback:
        return True
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in _faces(given))


def _faces(given: Address) -> list[Address]:
    """The address, and the IPv4 inside it: mapped, 6to4, Teredo (server and client), NAT64."""
    if isinstance(given, ipaddress.IPv4Address):
        return [given]
    if given.ipv4_mapped is not None:
        return [given.ipv4_mapped]
    inside: list[Address] = [given]
    if given.sixtofour is not None:
        inside.append(given.sixtofour)
    if given.teredo is not None:
        inside.extend(given.teredo)
    if given in _NAT64:
        return [ipaddress.IPv4Address(int(given) & 0xFFFFFFFF)]
    return inside
