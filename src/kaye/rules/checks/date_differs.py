"""Every date written is one of this debt's: due date, deadline, dates of the messages that left (F7)."""

from kaye.rules.draft import Draft, Finding, is_own_value
from kaye.rules.figures import written_dates

NAME = "date_differs"
TITLE = "Date différente de l'échéance"


def check(draft: Draft) -> Finding | None:
    if draft.internal:
        return None
    for written in written_dates(draft.whole):
        if written.is_one_of(draft.dates) or is_own_value(draft, written.raw):
            continue
        return Finding(
            NAME,
            "block",
            f"« {written.raw} » n'est pas une date de ce dossier : remettez la bonne date.",
            written.raw,
        )
    return None
