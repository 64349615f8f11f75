"""`kaye channel`: a channel that others write to us by, its settings and its address (C1)."""

from typing import Any

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.group("channel", help="Un canal : WhatsApp, e-mail, SMS… réglé, coupé, remis.")
def command() -> None:
    """The group."""


@command.command("add", help="Règle un canal ; un réglage non redonné est gardé.")
@click.argument("name", metavar="CANAL")
@business_option
@click.option("--set", "given", multiple=True, metavar="CLÉ=VALEUR", help="Un réglage du canal.")
@as_option
@at_option
@json_option
def add(
    name: str, business: str, given: tuple[str, ...], acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.channel_account import add_channel
        from kaye.cli.acting import acting

        wanted = {}
        for each in given:
            key, mark, value = each.partition("=")
            if not mark:
                raise click.BadParameter("écrivez CLÉ=VALEUR.", param_hint="--set")
            wanted[key.strip()] = value
        by = acting(owner, acting_as, "settings")
        account = add_channel(business=owner, name=name, values=wanted, now=instant(at, owner.country), by=by)
        _answer(account, as_json)


@command.command("renew", help="Donne au canal une nouvelle adresse ; l'ancienne ne reçoit plus rien.")
@click.argument("name", metavar="CANAL")
@business_option
@as_option
@at_option
@json_option
def renew(name: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.channel_account import renew_token
        from kaye.cli.acting import acting

        by = acting(owner, acting_as, "settings")
        _answer(renew_token(business=owner, name=name, now=instant(at, owner.country), by=by), as_json)


@command.command("off", help="Coupe un canal : rien n'arrive ni ne part par là.")
@click.argument("name", metavar="CANAL")
@business_option
@as_option
@at_option
@json_option
def off(name: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    _turn(name, business, False, acting_as, at, as_json)


@command.command("on", help="Remet un canal coupé.")
@click.argument("name", metavar="CANAL")
@business_option
@as_option
@at_option
@json_option
def on(name: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    _turn(name, business, True, acting_as, at, as_json)


def _turn(name: str, business: str, on: bool, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.channel_account import turn_channel
        from kaye.cli.acting import acting

        by = acting(owner, acting_as, "settings")
        turn_channel(business=owner, name=name, on=on, now=instant(at, owner.country), by=by)
        state = "ok" if on else "off"
        answer({"channel": name, "state": state}, as_json, f"{name} : {'remis' if on else 'coupé'}.")


def _answer(account: Any, as_json: bool) -> None:
    """The only time that a token is shown, with the screen of its settings."""
    from kaye.actions.inbox.channel_account import hook_url, token_of

    url = hook_url(account)
    shape = {
        "channel": account.channel,
        "account": account.pk,
        "token": token_of(account) or None,
        "hook_url": url or None,
    }
    answer(shape, as_json, f"{account.channel} est réglé." + (f" Adresse à donner : {url}" if url else ""))
