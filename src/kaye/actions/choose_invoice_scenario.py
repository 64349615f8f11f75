"""Which steps the invoices follow from now on; those already followed keep theirs."""

from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, ScenarioVersion
from kaye.rules.titles import scenario_title

_SUBJECT = "instalment"


def invoice_scenarios(business: Business) -> list[tuple[str, str]]:
    """(key, French title) of each scenario that can follow an invoice."""
    rows = ScenarioVersion.objects.filter(business=business, is_current=True).order_by("key")
    return [(row.key, scenario_title(row.key)) for row in rows if row.data.get("subject") == _SUBJECT]


def choose_invoice_scenario(*, business: Business, key: str, now: datetime, by: str = "") -> Business:
    """Raises Refusal for a scenario that follows something else."""
    known = dict(invoice_scenarios(business))
    if key not in known:
        raise Refusal(f"« {key} » : choisissez parmi {', '.join(known)}.")
    with transaction.atomic():
        lock(business)
        business.refresh_from_db()
        if business.scenario_for_invoices != key:
            said = {"scenario": key, "before": business.scenario_for_invoices}
            business.scenario_for_invoices = key
            business.save(update_fields=["scenario_for_invoices"])
            append(business=business, kind="invoice_scenario_chosen", at=now, payload=said, by=by)
    return business
