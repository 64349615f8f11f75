"""What phones kept and could not be written: shown with keep or drop (C60)."""

from dataclasses import dataclass
from datetime import datetime

from kaye.records.models import Business, OfflineAct

_MOST = 20
_WHAT = {"sale": "Vente", "payment": "Paiement", "hold": "Promesse ou attente", "step": "Relance"}


@dataclass(frozen=True, slots=True)
class KeptAct:
    """`details`: as it was typed; `because`: why it is not written yet."""

    pk: int
    what: str
    details: str
    made_at: datetime
    by: str
    because: str


def kept_acts(business: Business) -> tuple[KeptAct, ...]:
    """Oldest first. One query, none of them in most shops."""
    rows = OfflineAct.objects.filter(business=business, state="to_check").select_related("member__user")
    return tuple(
        KeptAct(
            row.pk,
            _WHAT.get(row.kind, "Geste"),
            _details(row.data),
            row.made_at,
            row.member.user.email if row.member else "",
            row.answer,
        )
        for row in rows.order_by("id")[:_MOST]
    )


def _details(data: object) -> str:
    """« Awa : 2 Savon à 1 500 » ; « 5 000 » ; nothing of what a phone should not have sent."""
    if not isinstance(data, dict):
        return ""
    lines = data.get("lines")
    rows = [each for each in lines if isinstance(each, dict)] if isinstance(lines, list) else []
    things = [f"{x.get('quantity', '')} {x.get('name', '')} à {x.get('price', '')}" for x in rows]
    said = [data.get("name"), data.get("amount"), data.get("until"), *things, data.get("words")]
    return ", ".join(str(each)[:80] for each in said if isinstance(each, str) and each.strip())[:300]
