"""`kaye channels`: the ways in and out, and what they lack; never a secret (C1)."""

from typing import TYPE_CHECKING, Any

import click

from kaye.cli.context import answer, business_option, in_business, json_option

if TYPE_CHECKING:
    from kaye.actions.inbox.channel_account import ChannelState

_STATES = {"ok": "prêt", "incomplete": "incomplet", "broken": "à revoir", "off": "pas réglé, ou coupé"}


@click.command("channels", help="Les canaux : ce qui est réglé, ce qui manque.")
@business_option
@json_option
def command(business: str, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.channel_account import channel_states

        states = channel_states(owner)
        answer([_shape(each) for each in states], as_json, "\n".join(_text(each) for each in states))


def _shape(state: "ChannelState") -> dict[str, Any]:
    return {
        "channel": state.channel.name,
        "label": state.channel.label,
        "state": state.state,
        "missing": list(state.missing),
        "account": state.account.pk if state.account else None,
        "receives": state.channel.inbound is not None,
        "trouble": state.trouble or None,
    }


def _text(state: "ChannelState") -> str:
    said = f"{state.channel.label} ({state.channel.name}) : {_STATES[state.state]}"
    if state.missing:
        said += f", il manque {', '.join(state.missing)}"
    return f"{said}, {state.trouble}" if state.trouble else said
