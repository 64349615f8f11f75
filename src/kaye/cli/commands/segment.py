"""`kaye segment`: customers chosen by facts: listed, kept under a name, counted."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option

_RULE = click.option(
    "--rule", "rules", multiple=True, metavar="FAIT:TEST[:VALEUR]", help="late:more_than:30… Toutes comptent."
)


@click.group("segment", help="Des clients choisis par ce que l'on sait d'eux : list, keep, count, facts.")
def command() -> None: ...


@command.command("list", help="Les segments gardés, et combien de clients chacun choisit.")
@business_option
@at_option
@json_option
def list_(business: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.records.calendars import currency_of
        from kaye.records.models import Segment
        from kaye.records.segments import count, kept_rules, rule_text

        now, code = instant(at, owner.country), currency_of(owner).code
        found = [
            {
                "name": each.name,
                "rules": [rule_text(rule, code) for rule in kept_rules(each.rules)],
                "customers": count(owner, kept_rules(each.rules), now),
            }
            for each in Segment.objects.filter(business=owner).order_by("name")
        ]
        said = "\n".join(f"{each['name']} : {each['customers']} clients" for each in found)
        answer({"segments": found}, as_json, said or "Aucun segment n'est gardé.")


@command.command("keep", help="Garde des conditions sous un nom ; le même nom les remplace.")
@business_option
@click.option("--name", required=True, metavar="NOM", help="Comment vous l'appelez.")
@_RULE
@as_option
@at_option
@json_option
def keep(
    business: str, name: str, rules: tuple[str, ...], acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.campaigns.draft import keep_segment
        from kaye.actions.refusal import Refusal
        from kaye.cli.acting import acting
        from kaye.records.segments import SegmentFault, count, kept_rules, typed_rule

        by, now = acting(owner, acting_as, "campaigns"), instant(at, owner.country)
        try:
            row = keep_segment(
                business=owner, name=name, rules=[typed_rule(each) for each in rules], now=now, by=by
            )
        except SegmentFault as fault:
            raise Refusal(str(fault)) from None
        chosen = count(owner, kept_rules(row.rules), now)
        shape = {"segment": row.pk, "name": row.name, "customers": chosen}
        answer(shape, as_json, f"« {row.name} » est gardé : {chosen} clients aujourd'hui.")


@command.command("count", help="Combien de clients répondent à ces conditions.")
@business_option
@click.option("--name", metavar="NOM", help="Un segment gardé.")
@_RULE
@click.option("--channel", metavar="CANAL", help="Combien le recevraient par là : email, twilio…")
@at_option
@json_option
def count_(
    business: str,
    name: str | None,
    rules: tuple[str, ...],
    channel: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.campaigns.draft import form_of
        from kaye.actions.campaigns.plan import kinds_of
        from kaye.actions.refusal import Refusal
        from kaye.records.calendars import currency_of
        from kaye.records.models import Segment
        from kaye.records.queries.audience import reached
        from kaye.records.segments import SegmentFault, count, kept_rules, read_rules, typed_rule

        now = instant(at, owner.country)
        if name is not None:
            row = Segment.objects.filter(business=owner, name__iexact=name.strip()).first()
            if row is None:
                raise Refusal(f"Aucun segment ne s'appelle « {name} ».")
            wanted = kept_rules(row.rules)
        else:
            try:
                wanted = read_rules([typed_rule(each) for each in rules], currency_of(owner).code)
            except SegmentFault as fault:
                raise Refusal(str(fault)) from None
        if channel is None:
            chosen = count(owner, wanted, now)
            answer({"customers": chosen}, as_json, f"{chosen} clients.")
            return
        form_of(channel)
        found = reached(owner, wanted, kinds_of(channel), now)
        shape = {
            "customers": found.chosen,
            "without_address": found.without_address,
            "refused": found.refused,
            "not_agreed": found.not_agreed,
            "leaving": found.leaving,
        }
        said = (
            f"{found.chosen} clients, {found.without_address} sans adresse, {found.refused} ont refusé, "
            f"{found.not_agreed} sans accord : {found.leaving} le recevraient."
        )
        answer(shape, as_json, said)


@command.command("facts", help="Tout ce qu'une condition peut demander.")
@json_option
def facts_(as_json: bool) -> None:
    from kaye.cli.context import ready
    from kaye.records.segments import facts

    ready()
    found = [
        {"rule": f"{name}:{test}" + ("" if kind == "none" else ":…"), "words": f"{fact.LABEL} : {words}", "value": kind}
        for name, fact in facts().items()
        for test, (words, kind) in fact.TESTS.items()
    ]  # fmt: skip
    answer({"facts": found}, as_json, "\n".join(f"{each['rule']}  {each['words']}" for each in found))
