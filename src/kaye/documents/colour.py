"""The colour of a business, made dark enough to be read on paper."""

import re

DEFAULT = "#1d45b4"  # the blue pen
_LEAST = 4.5  # contrast with white, WCAG AA
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def ink(colour: str, least: float = _LEAST) -> str:
    """The colour, darkened until it reads on white (`least`: contrast); the blue pen when it is none."""
    if not _HEX.fullmatch(colour):
        return DEFAULT
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    while _contrast(red, green, blue) < least:
        red, green, blue = red * 9 // 10, green * 9 // 10, blue * 9 // 10
    return f"#{red:02x}{green:02x}{blue:02x}"


def _contrast(*channels: int) -> float:
    """With white (WCAG 2.2)."""
    parts = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels)
    ]
    return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)
