"""`kaye customers`: who is in the notebook."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, json_option


@click.command("customers", help="Les clients et ce qu'ils doivent.")
@business_option
@at_option
@json_option
def command(business: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.records.calendars import currency_of
        from kaye.records.models import ContactPoint, Customer
        from kaye.rules.money import format_money

        code = currency_of(owner).code
        points: dict[tuple[int, str], str] = {}
        rows = ContactPoint.objects.filter(business=owner).exclude(state="malformed").order_by("-id")
        for customer, kind, value in rows.values_list("customer_id", "kind", "value"):
            points[customer, kind] = value
        customers = list(Customer.objects.filter(business=owner).order_by("id"))
        shape = [
            {
                "id": c.pk,
                "name": c.name,
                "civility": c.civility,
                "first_name": c.first_name,
                "last_name": c.last_name,
                "company": c.company,
                "phone": points.get((c.pk, "phone")),
                "email": points.get((c.pk, "email")),
                "is_consumer": c.is_consumer,
                "balance": shapes.money(c.owed, code),
            }
            for c in customers
        ]
        text = "\n".join(f"#{c.pk:<5} {c.name:<34} {format_money(c.owed, code)}" for c in customers)
        answer(shape, as_json, text or "Aucun client pour l'instant.")
