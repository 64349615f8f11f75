"""What to put on a site so that its visitors can write: the lines to copy, from the simplest."""

from dataclasses import dataclass

from django.conf import settings

from kaye.actions.inbox.channel_account import token_of
from kaye.records.models import ChannelAccount

_PLAIN = """<form action="{url}" method="post">
<p><label>Nom <input name="nom" autocomplete="name"></label></p>
<p><label>Téléphone ou e-mail <input name="contact" required></label></p>
<p><label>Message <textarea name="message" required></textarea></label></p>
<p><button>Envoyer</button></p>
</form>"""


@dataclass(frozen=True, slots=True)
class SiteForm:
    """`url`: the page itself. `lines`: the form in a page, by script. `plain`: without any script."""

    url: str
    lines: str
    plain: str


def site_form(account: ChannelAccount | None) -> SiteForm | None:
    """None as long as the form is not turned on, or when its address can no longer be opened."""
    token = token_of(account) if account is not None and account.is_on else ""
    if not token:
        return None
    url = f"{settings.BASE_URL.rstrip('/')}/f/{token}/"
    lines = f'<script src="{url}kaye.js" defer></script>\n<div data-kaye-form><a href="{url}">Nous écrire</a></div>'
    return SiteForm(url, lines, _PLAIN.format(url=url))
