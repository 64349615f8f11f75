"""Instagram's messaging with Instagram login: Messenger's form on a host of its own, texts only."""

from tests.channels.fakes import messenger
from tests.channels.fakes.graph import VERSION

_ACCOUNT = "17841400000000001"


class FAKE(messenger.FAKE):
    name = "instagram"
    origins = ("https://graph.instagram.com",)
    account = _ACCOUNT
    config = {"app_secret": "s", "verify_token": "m", "access_token": "jeton-acces", "account_id": _ACCOUNT}
    uploads, sends = "", f"/{VERSION}/{_ACCOUNT}/messages"
    most = 1000
