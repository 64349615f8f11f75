"""The address that takes back what was just done."""

from django.urls import reverse


def undo_url(event: int | None) -> str:
    """Empty when there is nothing to take back."""
    return reverse("customers_undo", args=[event]) if event else ""
