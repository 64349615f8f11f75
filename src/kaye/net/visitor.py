"""Whose browser this is, behind a proxy or not: the address that limits by address are counted with."""

import os

_HERE = (
    "127.0.0.1,::1"  # as gunicorn believes: a proxy of this machine, or those named in FORWARDED_ALLOW_IPS
)
_LONGEST = 45  # characters of an IPv6 address


def visitor_address(peer: str, forwarded: str) -> str:
    """`peer`: who holds the connection. `forwarded`: `X-Forwarded-For`, believed from a proxy of ours only.

    Each proxy adds at the end whom it heard, so the last that is no proxy of ours is the visitor; what stands before
    was written by the visitor, and proves nothing.
    """
    ours = {each.strip() for each in os.environ.get("FORWARDED_ALLOW_IPS", _HERE).split(",")}
    if peer not in ours and "*" not in ours:
        return peer
    told = [each.strip()[:_LONGEST] for each in forwarded.split(",") if each.strip()]
    return next((each for each in reversed(told) if each not in ours), peer)
