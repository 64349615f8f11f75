"""The secret address of a channel's hook: drawn once, found again by its hash, shown to its owner (C2)."""

import secrets

from django.conf import settings
from django_scopes import scopes_disabled

from kaye.channels.registry import channel
from kaye.records.links import hash_of, new_token
from kaye.records.models import ChannelAccount
from kaye.records.seal import SealBroken, seal, unseal


def give_address(account: ChannelAccount) -> None:
    """A hook address, if it has none yet and its channel receives."""
    if account.token_hash is None and channel(account.channel).inbound is not None:
        renew_address(account)


def renew_address(account: ChannelAccount) -> None:
    """Another address; the one before is nobody's. In the caller's transaction."""
    token = new_token()
    account.token_hash, account.token_sealed = hash_of(token), seal({"token": token})
    account.save(update_fields=["token_hash", "token_sealed"])


def account_at(name: str, token: str) -> ChannelAccount | None:
    """The account behind a hook address, if it is on."""
    wanted = hash_of(token)
    with scopes_disabled():
        found = (
            ChannelAccount.objects.filter(token_hash=wanted, is_on=True).select_related("business").first()
        )
    if found is None or not secrets.compare_digest(found.token_hash or "", wanted) or found.channel != name:
        return None
    return found


def token_of(account: ChannelAccount) -> str:
    """The secret part of its address; empty when it has none, or when the key of the site has changed."""
    try:
        return unseal(bytes(account.token_sealed)).get("token", "")
    except SealBroken:
        return ""


def hook_url(account: ChannelAccount) -> str:
    """Where the provider writes to us: the configured address of the site, never what a request says (C2)."""
    token = token_of(account)
    return f"{settings.BASE_URL.rstrip('/')}/hooks/{account.channel}/{token}/" if token else ""
