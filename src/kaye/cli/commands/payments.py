"""`kaye payments`: the providers by which customers can pay online, and what is open there."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.group(
    "payments",
    invoke_without_command=True,
    help="Les prestataires de paiement en ligne : ce qui est réglé, ce qui est à vérifier.",
)
@click.option("--business", metavar="NOM-COURT", help="L'entreprise.")
@json_option
@click.pass_context
def command(context: click.Context, business: str | None, as_json: bool) -> None:
    if context.invoked_subcommand is not None:
        return
    if not business:
        raise click.UsageError("Il manque --business NOM-COURT.")
    with in_business(business) as owner:
        from kaye.actions.configure_payment_provider import provider_states
        from kaye.cli.online import open_shape, provider_shape, provider_text
        from kaye.records.queries.online import open_payments

        states = provider_states(owner)
        shape = {
            "providers": [provider_shape(each) for each in states],
            "open": [open_shape(each) for each in open_payments(owner)],
        }
        answer(shape, as_json, "\n".join(provider_text(each) for each in states) or "Aucun prestataire ici.")


@command.command("add", help="Règle un prestataire ; une clé non redonnée est gardée.")
@click.argument("name", metavar="PRESTATAIRE")
@business_option
@click.option("--set", "given", multiple=True, metavar="CLÉ=VALEUR", help="Un réglage du prestataire.")
@as_option
@at_option
@json_option
def add(
    name: str, business: str, given: tuple[str, ...], acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.configure_payment_provider import configure_payment_provider, provider_states
        from kaye.cli.acting import acting
        from kaye.cli.online import provider_shape, provider_text

        wanted = {}
        for each in given:
            key, mark, value = each.partition("=")
            if not mark:
                raise click.BadParameter("écrivez CLÉ=VALEUR.", param_hint="--set")
            wanted[key.strip()] = value
        by = acting(owner, acting_as, "settings")
        configure_payment_provider(
            business=owner, name=name, values=wanted, now=instant(at, owner.country), by=by
        )
        (state,) = (each for each in provider_states(owner) if each.provider.name == name)
        answer(provider_shape(state), as_json, provider_text(state))


@command.command("remove", help="Efface les clés d'un prestataire.")
@click.argument("name", metavar="PRESTATAIRE")
@business_option
@as_option
@at_option
@json_option
def remove(name: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.configure_payment_provider import forget_payment_provider
        from kaye.cli.acting import acting

        by = acting(owner, acting_as, "settings")
        forget_payment_provider(business=owner, name=name, now=instant(at, owner.country), by=by)
        answer({"provider": name, "state": "off"}, as_json, f"{name} : réglages effacés.")


@command.command("seen", help="« Vu » : un paiement à vérifier a été regardé.")
@click.argument("number", type=int, metavar="NUMÉRO")
@business_option
@as_option
@at_option
@json_option
def seen(number: int, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.look_at_online_payment import look_at_online_payment
        from kaye.cli.acting import acting
        from kaye.cli.online import open_shape

        by = acting(owner, acting_as, "payments")
        payment = look_at_online_payment(business=owner, number=number, now=instant(at, owner.country), by=by)
        answer(open_shape(payment), as_json, "C'est noté.")
