"""A box ticked on a form: the person's own act (C52)."""

from datetime import datetime

from kaye.actions.consent import choose
from kaye.records.models import ContactPoint, Customer, InboxMessage


def agree(customer: Customer, point: ContactPoint | None, message: InboxMessage, now: datetime) -> None:
    """« J'accepte de recevoir des offres », ticked by the person on a form."""
    choose(
        business=message.business,
        customer=customer,
        point=point,
        purpose="marketing",
        state="opted_in",
        how="form",
        words="case cochée dans le formulaire",
        source=message.channel,
        now=now,
    )
