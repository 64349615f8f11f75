"""The logo and the colour of a business, on its papers and its customers' pages."""

import re
from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import FieldRefusal
from kaye.documents.logo import logo_refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_HEADS = {b"\x89PNG": "png", b"\xff\xd8": "jpg"}


def change_look(
    *,
    business: Business,
    now: datetime,
    logo: bytes | None = None,
    colour: str | None = None,
    by: str = "",
) -> Business:
    """None: stays as it is; an empty logo takes it away, an empty colour gives back ours. Raises FieldRefusal."""
    if logo and (why := logo_refusal(logo, _kind(logo))):
        raise FieldRefusal("logo", why)
    wanted = colour.strip().lower() if colour is not None else None
    if wanted and not _COLOUR.fullmatch(wanted):
        raise FieldRefusal("colour", "Écrivez une couleur comme #1d45b4.")
    with transaction.atomic():
        lock(business)
        business.refresh_from_db()
        changed = []
        if logo is not None and bytes(business.logo) != logo:
            business.logo = logo
            changed.append("logo")
        if wanted is not None and business.colour != wanted:
            business.colour = wanted
            changed.append("colour")
        if changed:
            business.save(update_fields=changed)
            append(business=business, kind="look_changed", at=now, payload={"fields": changed}, by=by)
    return business


def _kind(logo: bytes) -> str:
    found = next((kind for head, kind in _HEADS.items() if logo.startswith(head)), "")
    return found or ("svg" if b"<svg" in logo[:2000] else "")
