"""`kaye invoice`: draft, issue, send, correct and read invoices."""

from typing import Any

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option
from kaye.cli.numbers import Whole

_KINDS = ("invoice", "deposit", "final", "receipt", "credit_note")


@click.group("invoice", help="Les factures, les reçus et les avoirs.")
def command() -> None:
    """The group."""


def common(run: Any) -> Any:
    """The options that every command has."""
    for option in (json_option, at_option, as_option, business_option):
        run = option(run)
    return run


@command.command(
    "create", help="Prépare un brouillon, d'un fichier, d'un devis, d'une commande ou d'une vente."
)
@click.option("--file", "file", metavar="FICHIER", help="Le document en JSON (- : l'entrée standard).")
@click.option("--quote", metavar="NUMÉRO", help="Facture ce devis accepté.")
@click.option("--order", metavar="NUMÉRO", help="Facture cette commande.")
@click.option("--sale", metavar="NUMÉRO", help="Facture cette vente du cahier.")
@click.option("--deposit", is_flag=True, help="L'acompte demandé.")
@click.option("--amount", metavar="MONTANT", help="Avec --deposit : « 30% » ou un montant.")
@click.option("--percent", metavar="P", help="Jusqu'à ce pourcentage, ce qui est déjà facturé compris.")
@click.option("--quantities", metavar="1=2,3=1", help="Ces quantités, par numéro de ligne.")
@click.option("--final", "is_final", is_flag=True, help="Tout le reste, acomptes déduits.")
@click.option("--delivered", is_flag=True, help="Avec --order : ce qui est livré et pas encore facturé.")
@common
def create(
    file: str | None,
    quote: str | None,
    order: str | None,
    sale: str | None,
    deposit: bool,
    amount: str | None,
    percent: str | None,
    quantities: str | None,
    is_final: bool,
    delivered: bool,
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    if sum(each is not None for each in (file, quote, order, sale)) != 1:
        raise click.UsageError("Donnez un seul de --file, --quote, --order ou --sale.")
    if sum((deposit, percent is not None, quantities is not None, is_final, delivered)) > 1:
        raise click.UsageError(
            "Choisissez un seul de --deposit, --percent, --quantities, --final ou --delivered."
        )
    if amount is not None and not deposit:
        raise click.UsageError("--amount va avec --deposit.")
    if delivered and order is None:
        raise click.UsageError("--delivered va avec --order.")
    with in_business(business) as owner:
        from kaye.actions.draft_document import draft_document
        from kaye.actions.find_sale import find_sale
        from kaye.actions.invoice_from import invoice_from, invoice_sale
        from kaye.actions.refusal import Refusal
        from kaye.cli.acting import acting
        from kaye.cli.documents import find_document, part_asked, read_document_file

        by, now = acting(owner, acting_as, "drafts"), instant(at, owner.country)
        if file is not None:
            asked = read_document_file(file)
            made = draft_document(business=owner, kind="invoice", asked=asked, now=now, by=by)
        elif sale is not None:
            made = invoice_sale(business=owner, sale=find_sale(business=owner, text=sale), now=now, by=by)
        else:
            kind, what = ("quote", "Le devis") if quote is not None else ("order", "La commande")
            try:
                source = find_document(owner, str(quote or order), (kind,), what)
            except Refusal:
                if order is None or delivered:
                    raise
                sold = find_sale(business=owner, text=order)
                made = invoice_sale(business=owner, sale=sold, now=now, by=by)
            else:
                part = part_asked(source, deposit, amount, percent, quantities, is_final, delivered)
                made = invoice_from(business=owner, source=source, now=now, part=part, by=by)
        _say(made, as_json)


@command.command("issue", help="Donne son numéro à la facture : elle ne change plus.")
@click.argument("reference", metavar="ID")
@common
def issue(reference: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.issue_invoice import buyer_lacks, issue_invoice
        from kaye.cli.acting import acting
        from kaye.rules.french import listing

        by = acting(owner, acting_as, "issue")
        draft = _find(owner, reference)
        made = issue_invoice(business=owner, document=draft, now=instant(at, owner.country), by=by)
        if lacks := buyer_lacks(made.customer):
            click.echo(f"Il manque {listing(lacks)} de {made.customer.name} : complétez sa fiche.", err=True)
        _say(made, as_json)


@command.command("send", help="Envoie le document, ou prépare le message à envoyer d'un geste.")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--channel", "channels", multiple=True, metavar="CANAL", help="Seulement par ce moyen.")
@common
def send(
    reference: str,
    channels: tuple[str, ...],
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.documents.answer import answer as shape_of
        from kaye.actions.refusal import Refusal
        from kaye.actions.send_document import send_document
        from kaye.cli.acting import acting
        from kaye.cli.documents import sending_shape, summary

        by = acting(owner, acting_as, "send")
        document = _find(owner, reference)
        sending = send_document(
            business=owner, document=document, now=instant(at, owner.country), channels=channels, by=by
        )
        if sending.message is None:
            raise Refusal(sending.because)
        document.refresh_from_db()
        shape = {**shape_of(document), "message": sending_shape(sending)}
        answer(shape, as_json, sending.link or summary(shape))


@command.command("pdf", help="Écrit le PDF.")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--out", metavar="FICHIER", help="Où l'écrire.")
@common
def pdf(
    reference: str, out: str | None, business: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    _export("pdf", reference, out, business, acting_as, at, as_json)


@command.command("facturx", help="Écrit la facture électronique Factur-X (PDF avec ses données).")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--out", metavar="FICHIER", help="Où l'écrire.")
@common
def facturx(
    reference: str, out: str | None, business: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    _export("facturx", reference, out, business, acting_as, at, as_json)


@command.command("ubl", help="Écrit la facture électronique UBL (Peppol).")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--out", metavar="FICHIER", help="Où l'écrire.")
@common
def ubl(
    reference: str, out: str | None, business: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    _export("ubl", reference, out, business, acting_as, at, as_json)


@command.command("credit", help="Corrige une facture émise par un avoir : toute, en partie, ou d'un montant.")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--reason", required=True, metavar="TEXTE", help="Pourquoi : imprimé sur l'avoir.")
@click.option("--amount", metavar="MONTANT", help="Montant de l'avoir, TVA comprise.")
@click.option("--vat", default="", metavar="TAUX", help="Le taux de ce montant.")
@click.option("--quantities", metavar="1=2,3=1", help="Ces quantités, par numéro de ligne.")
@common
def credit(
    reference: str,
    reason: str,
    amount: str | None,
    vat: str,
    quantities: str | None,
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.credit_invoice import credit_invoice
        from kaye.cli.acting import acting
        from kaye.cli.documents import typed_quantities
        from kaye.cli.reading import typed_amount

        by = acting(owner, acting_as, "credit")
        note = credit_invoice(
            business=owner,
            invoice=_find(owner, reference),
            reason=reason,
            now=instant(at, owner.country),
            amount=typed_amount(amount, owner, "--amount"),
            vat=vat,
            quantities=typed_quantities(quantities) if quantities else None,
            by=by,
        )
        _say(note, as_json)


@command.command("fne", help="Note le numéro FNE (Côte d'Ivoire) : le reçu devient une facture.")
@click.argument("reference", metavar="NUMÉRO")
@click.argument("fne_number", metavar="FNE")
@common
def fne(
    reference: str, fne_number: str, business: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.certify_invoice import certify_invoice
        from kaye.cli.acting import acting

        by, now = acting(owner, acting_as, "issue"), instant(at, owner.country)
        made = certify_invoice(
            business=owner, document=_find(owner, reference), fne_number=fne_number, now=now, by=by
        )
        _say(made, as_json)


@command.command("platform", help="Note ce que dit la plateforme de facturation électronique.")
@click.argument("reference", metavar="NUMÉRO")
@click.argument("status", metavar="ÉTAT")
@click.option("--number", default="", metavar="NUMÉRO", help="Le numéro donné par la plateforme.")
@common
def platform(
    reference: str,
    status: str,
    number: str,
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.change_platform import change_platform
        from kaye.cli.acting import acting

        by, now = acting(owner, acting_as, "issue"), instant(at, owner.country)
        made = change_platform(
            business=owner, document=_find(owner, reference), status=status, number=number, now=now, by=by
        )
        _say(made, as_json)


@command.command("show", help="Montre un document.")
@click.argument("reference", metavar="NUMÉRO")
@common
def show(reference: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.cli.acting import acting

        acting(owner, acting_as, "read")
        _say(_find(owner, reference), as_json)


@command.command("list", help="La liste, la plus récente d'abord.")
@click.option("--state", default="", metavar="ÉTAT", help="draft, issued, open (à payer), paid, late.")
@click.option("--customer", metavar="NOM", help="Seulement ce client.")
@click.option("--limit", default=50, metavar="N", type=Whole(1, 200), help="Au plus 200.")
@click.option("--cursor", default="", metavar="TEXTE", help="La suite d'une liste.")
@common
def list_(
    state: str,
    customer: str | None,
    limit: int,
    cursor: str,
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.documents.answer import answer as shape_of
        from kaye.actions.find_customer import find_customer
        from kaye.cli.acting import acting
        from kaye.cli.documents import summary
        from kaye.records.calendars import local_day
        from kaye.records.queries.documents import document_page

        acting(owner, acting_as, "read")
        late = local_day(owner, instant(at, owner.country)) if state == "late" else None
        page = document_page(
            owner,
            _KINDS,
            state="" if late else state,
            customer_id=find_customer(business=owner, text=customer).pk if customer else None,
            late_on=late,
            limit=limit,
            cursor=cursor,
        )
        shapes = [shape_of(each) for each in page.items]
        text = "\n".join(summary(each) for each in shapes) or "Aucune facture pour l'instant."
        answer({"items": shapes, "next": page.next}, as_json, text)


@command.command("delete", help="Supprime un brouillon.")
@click.argument("reference", metavar="ID")
@common
def delete(reference: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.delete_draft import delete_draft
        from kaye.cli.acting import acting

        by, draft = acting(owner, acting_as, "drafts"), _find(owner, reference)
        pk = draft.pk
        delete_draft(business=owner, document=draft, now=instant(at, owner.country), by=by)
        answer({"id": pk, "deleted": True}, as_json, "Le brouillon est supprimé.")


@command.command("import", help="Range une facture électronique (Factur-X ou UBL) faite ailleurs ou reçue.")
@click.argument("file", metavar="FICHIER")
@common
def import_(file: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.import_invoice import import_invoice
        from kaye.cli.acting import acting
        from kaye.cli.documents import imported_shape, imported_text, read_bytes

        by = acting(owner, acting_as, "drafts")
        done = import_invoice(
            business=owner, content=read_bytes(file), now=instant(at, owner.country), name=file, by=by
        )
        answer(imported_shape(done), as_json, imported_text(done))


def _find(owner: Any, reference: str) -> Any:
    from kaye.cli.documents import find_document

    return find_document(owner, reference, _KINDS, "La facture")


def _say(document: Any, as_json: bool) -> None:
    from kaye.actions.documents.answer import answer as shape_of
    from kaye.cli.documents import summary

    shape = shape_of(document)
    answer(shape, as_json, summary(shape))


def _export(
    form: str,
    reference: str,
    out: str | None,
    slug: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(slug) as owner:
        from kaye.actions.export_invoice import export_invoice
        from kaye.cli.acting import acting
        from kaye.cli.documents import write_bytes
        from kaye.documents.check import UNCHECKED, findings
        from kaye.records.files import file_name

        acting(owner, acting_as, "read")
        document = _find(owner, reference)
        made = export_invoice(business=owner, document=document, form=form, now=instant(at, owner.country))
        found = [each for each in findings(made.xml) if each != UNCHECKED] if made.xml is not None else []
        shape = {**write_bytes(made.content, out, file_name(document, made.mime)), "profile": made.profile}
        answer({**shape, "findings": found}, as_json, "\n".join([str(shape["path"]), *found]))
        if found:
            raise click.exceptions.Exit(1)
