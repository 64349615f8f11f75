"""One name for an event that its provider did not name, or named at too great length."""

import hashlib

_LONGEST = 160


def identity(*parts: str) -> str:
    """The parts with colons between them, or their SHA-256 where that would be too long or empty."""
    written = ":".join(parts)
    return written if 0 < len(written) <= _LONGEST and parts[0] else digest(*parts)


def digest(*parts: str) -> str:
    """32 hexadecimal figures that tell these parts from any others."""
    told = "\n".join(f"{len(part)} {part}" for part in parts)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]
