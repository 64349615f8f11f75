"""`kaye check`: is everything true that must be."""

import click

from kaye.cli.context import answer, at_option, instant, json_option, ready


@click.command("check", help="Contrôle que tout ce qui doit être vrai l'est ; code 1 sinon. Mémoire bornée.")
@click.option("--business", metavar="NOM-COURT", help="Une seule entreprise ; toutes sinon.")
@at_option
@json_option
def command(business: str | None, at: str | None, as_json: bool) -> None:
    ready()
    from kaye.actions.check_invariants import check_invariants
    from kaye.cli.turns import only
    from kaye.records.models import Business

    chosen = only(business)
    country = (
        chosen.country if chosen else (Business.objects.values_list("country", flat=True).first() or "FR")
    )
    wanted = [chosen] if chosen else Business.objects.order_by("id").iterator(chunk_size=200)
    done = check_invariants(wanted, instant(at, country))
    shape = {
        "ok": done.is_ok,
        "violations": [
            {"business": v.business, "check": v.check, "because": v.because} for v in done.violations
        ],
        "counts": done.counts,
    }
    lines = [f"{v.business} · {v.because}" for v in done.violations]
    seen = f"{done.counts['businesses']} entreprise(s), {done.counts['checks']} contrôles"
    lines.append(f"Tout est en ordre : {seen}." if done.is_ok else f"À corriger : {done.found} ({seen}).")
    answer(shape, as_json, "\n".join(lines))
    if not done.is_ok:
        raise click.exceptions.Exit(1)
