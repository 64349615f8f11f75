"""A signature drawn with a finger: lines between points, and nothing else (M36)."""

import re

from kaye.rules.documents.amounts import DocumentError

_LONGEST = 40_000
_NUMBER = r"-?\d{1,4}(?:\.\d{1,2})?"
_PATH = re.compile(rf"(?:[ML]{_NUMBER}[ ,]{_NUMBER} ?)+")
_LEAST = 4  # points: a tap is not a signature
WIDTH, HEIGHT = 600, 200


def parse_drawn(text: str) -> str:
    """The path data of the lines (« M12 30L14 33… »). Raises DocumentError for anything else."""
    data = " ".join(text.split())
    if not data:
        raise DocumentError("Signez dans le cadre, ou tapez votre nom.")
    if len(data) > _LONGEST:
        raise DocumentError("Cette signature est trop longue : signez plus simplement.")
    if not _PATH.fullmatch(data) or not data.startswith("M"):
        raise DocumentError("Ce dessin ne se lit pas : signez de nouveau, ou tapez votre nom.")
    if data.count("L") < _LEAST:
        raise DocumentError("Ce trait est trop court : signez de nouveau, ou tapez votre nom.")
    return data


def drawn_svg(path: str) -> str:
    """The drawing as kept and printed; `path` comes from `parse_drawn`."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<path d="{path}" fill="none" stroke="#111111" stroke-width="3" stroke-linecap="round"'
        ' stroke-linejoin="round"/></svg>'
    )
