"""« Promesse notée pour vendredi. Annuler »: what was done, and how to undo it."""

from django.contrib import messages
from django.http import HttpRequest


def toast(request: HttpRequest, text: str, undo_url: str = "") -> None:
    """Shows `text` on the next page, or under the next fragment that includes `components/toasts.html`.

    `undo_url` takes a POST that puts everything back; it is stored where Django keeps a message's tags.
    """
    messages.success(request, text, extra_tags=undo_url)
