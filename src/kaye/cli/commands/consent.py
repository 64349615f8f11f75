"""`kaye consent`: what a customer agreed to or refused, and a choice written down with its proof (C55)."""

from typing import TYPE_CHECKING, Any

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option

if TYPE_CHECKING:
    from kaye.actions.consent import PointStanding
    from kaye.records.models import ContactPoint, Customer

_STATES = {"unknown": "rien dit", "soft": "déjà client", "opted_in": "accepte", "opted_out": "refuse"}
_PURPOSES = {"transactional": "ses affaires", "precontractual": "ses devis", "marketing": "offres"}


@click.command("consent", help="Ce qu'un client accepte ou refuse ; --set l'écrit, avec sa preuve.")
@click.argument("customer", metavar="CLIENT")
@business_option
@click.option("--set", "choice", metavar="BUT=ÉTAT", help="marketing=opted_in, marketing=opted_out…")
@click.option("--channel", metavar="CANAL", help="Sur ce canal seulement (email, sms, whatsapp…).")
@click.option("--proof", default="", metavar="TEXTE", help="Les mots du client, et où il les a dits.")
@at_option
@json_option
def command(
    customer: str,
    business: str,
    choice: str | None,
    channel: str | None,
    proof: str,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.consent import choose, standings
        from kaye.actions.find_customer import find_customer

        found = find_customer(business=owner, text=customer)
        if choice is not None:
            purpose, _, state = choice.partition("=")
            choose(
                business=owner,
                customer=found,
                purpose=purpose.strip(),
                state=state.strip(),
                how="member",
                now=instant(at, owner.country),
                point=_point(found, channel) if channel else None,
                words=proof,
                by="commande",
            )
        rows = standings(owner, found)
        answer(_shape(found, rows), as_json, _french(found, rows))


def _point(customer: "Customer", name: str) -> "ContactPoint":
    """The point that this channel writes to."""
    from kaye.actions.refusal import Refusal
    from kaye.channels.registry import channel
    from kaye.records.models import ContactPoint

    can = channel(name).capabilities
    kinds = can.answers or {can.address or ""}
    rows = ContactPoint.objects.filter(customer=customer, kind__in=kinds)
    point = rows.order_by("former_at", "id").first()
    if point is None:
        raise Refusal(f"{customer.name} n'a rien à joindre par « {name} ».")
    return point


def _shape(customer: "Customer", rows: "list[PointStanding]") -> dict[str, Any]:
    """The JSON of C55. Others build on it: it does not change."""
    return {
        "customer": {"id": customer.pk, "name": customer.name},
        "points": [
            {
                "kind": row.point.kind,
                "value": row.point.value,
                "suppressed": row.suppressed,
                "reason": row.reason or None,
                "states": {
                    purpose: {
                        "state": each.state,
                        "at": each.said.at.isoformat() if each.said.at else None,
                        "how": each.said.how or None,
                        "words": each.said.words or None,
                    }
                    for purpose, each in row.states.items()
                },
            }
            for row in rows
        ],
    }


def _french(customer: "Customer", rows: "list[PointStanding]") -> str:
    lines = [customer.name]
    for row in rows:
        said = ", ".join(
            f"{_PURPOSES[purpose]} : {_STATES[each.state]}" for purpose, each in row.states.items()
        )
        lines.append(f"  {row.point.value} : {said}{' (adresse arrêtée)' if row.suppressed else ''}")
    return "\n".join(lines)
