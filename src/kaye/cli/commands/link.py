"""`kaye link`: the page of a customer, or of one debt, given or closed (M39)."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command(
    "link", help="Donne le lien de l'espace d'un client ou du paiement d'une dette, ou ferme ses liens."
)
@business_option
@click.option("--customer", metavar="NOM", help="L'espace de ce client.")
@click.option("--debt", metavar="NUMÉRO", help="La page de paiement de cette facture ou dette.")
@click.option("--revoke", is_flag=True, help="Avec --customer : ferme tous ses liens.")
@as_option
@at_option
@json_option
def command(
    business: str,
    customer: str | None,
    debt: str | None,
    revoke: bool,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    if (customer is None) == (debt is None):
        raise click.UsageError("Donnez --customer ou --debt.")
    if revoke and customer is None:
        raise click.UsageError("--revoke va avec --customer.")
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.find_debt import find_debt
        from kaye.actions.give_link import payment_link, revoke_links, space_link
        from kaye.cli.acting import acting
        from kaye.records.links import url_of

        by, now = acting(owner, acting_as, "send"), instant(at, owner.country)
        if debt is not None:
            link = payment_link(business=owner, receivable=find_debt(owner, debt), now=now)
        else:
            person = find_customer(business=owner, text=customer or "")
            if revoke:
                closed = revoke_links(business=owner, customer=person, now=now, by=by)
                answer({"closed": closed}, as_json, f"{closed} lien(s) fermé(s).")
                return
            link = space_link(business=owner, customer=person, now=now)
        ends = link.expires_at.isoformat() if link.expires_at else None
        shape = {"kind": link.kind, "link": url_of(link), "expires_at": ends}
        answer(shape, as_json, str(shape["link"]))
