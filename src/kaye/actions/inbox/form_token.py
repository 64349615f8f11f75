"""What the page of the form carries when it is shown: its signed time and number, and the question to its browser."""

from dataclasses import dataclass
from datetime import datetime

from kaye.actions.inbox.channel_account import account_settings
from kaye.actions.refusal import Refusal
from kaye.net.form_proof import new_challenge, new_token, solve
from kaye.records.models import Business, ChannelAccount

_CHANNEL = "webform"


@dataclass(frozen=True, slots=True)
class FormProof:
    """`token` is the field « jeton »; `challenge` the JSON that ALTCHA's widget answers, in the field « altcha »."""

    token: str
    challenge: str

    def solved(self) -> str:
        """The answer a browser would find."""
        return solve(self.challenge)


def form_proof(*, business: Business, now: datetime) -> FormProof:
    """Writes nothing. Raises Refusal as long as the form is not turned on."""
    account = ChannelAccount.objects.filter(business=business, channel=_CHANNEL, is_on=True).first()
    secret = account_settings(account).get("secret", "") if account else ""
    if not secret:
        raise Refusal("Le formulaire n'est pas allumé : ajoutez d'abord le canal « webform ».")
    token = new_token(secret, now)
    return FormProof(token, new_challenge(secret, token))
