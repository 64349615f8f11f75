"""A SMS fits in two parts at most, counted on the finished text."""

from kaye.rules.draft import Draft, Finding
from kaye.rules.septets import BASIC, EXTENDED, sms_length

NAME = "sms_length"
TITLE = "Longueur du SMS"

_MOST_PARTS = 2
_PLAIN = BASIC | EXTENDED


def check(draft: Draft) -> Finding | None:
    if draft.form.split("_")[0] != "sms":
        return None
    length = sms_length(draft.text)
    if length.parts > _MOST_PARTS:
        what = f"Ce SMS compterait {length.parts} messages"
        return Finding(NAME, "block", f"{what} : raccourcissez-le à deux au plus.{_why(draft.text)}")
    if length.unicode:
        return Finding(NAME, "warn", f"Ce SMS coûte plus cher.{_why(draft.text)}")
    return None


def _why(text: str) -> str:
    strange = next((letter for letter in text if letter not in _PLAIN), "")
    return f" « {strange} » réduit la place : évitez-le." if strange else ""
