"""`kaye quote`: make, send, revise and answer quotes (M33–M38)."""

from typing import Any

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.group("quote", help="Les devis : préparer, envoyer, prolonger, accepter.")
def command() -> None:
    """The group."""


def common(run: Any) -> Any:
    """The options that every command has."""
    for option in (json_option, at_option, as_option, business_option):
        run = option(run)
    return run


@command.command("create", help="Prépare un brouillon.")
@click.option(
    "--file", "file", required=True, metavar="FICHIER", help="Le devis en JSON (- : l'entrée standard)."
)
@common
def create(file: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.draft_document import draft_document
        from kaye.cli.acting import acting
        from kaye.cli.documents import read_document_file

        by, now = acting(owner, acting_as, "quotes"), instant(at, owner.country)
        made = draft_document(business=owner, kind="quote", asked=read_document_file(file), now=now, by=by)
        _say(owner, made, now, as_json)


@command.command(
    "version", help="Prépare une nouvelle version d'un devis envoyé, ou l'avenant d'un devis accepté."
)
@click.argument("reference", metavar="NUMÉRO")
@click.option("--file", "file", metavar="FICHIER", help="Le nouveau contenu ; sans lui, le même.")
@common
def version(
    reference: str, file: str | None, business: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.new_quote_version import new_quote_version
        from kaye.cli.acting import acting
        from kaye.cli.documents import read_document_file

        by, now = acting(owner, acting_as, "quotes"), instant(at, owner.country)
        asked = read_document_file(file) if file else None
        made = new_quote_version(business=owner, quote=_find(owner, reference), now=now, asked=asked, by=by)
        _say(owner, made, now, as_json)


@command.command(
    "send", help="Donne son numéro au devis et l'envoie, ou prépare le message à envoyer d'un geste."
)
@click.argument("reference", metavar="ID")
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
        from kaye.actions.send_quote import send_quote
        from kaye.cli.acting import acting
        from kaye.cli.documents import sending_shape, summary

        by, now = acting(owner, acting_as, "send"), instant(at, owner.country)
        draft = _find(owner, reference, drafts=True)
        sent = send_quote(business=owner, document=draft, now=now, channels=channels, by=by)
        if sent.sending.message is None:
            click.echo(f"Rien n'est parti : {sent.sending.because} Donnez-lui le lien.", err=True)
        shape = {**_shape(owner, sent.quote, now), "message": sending_shape(sent.sending)}
        answer(shape, as_json, sent.sending.link or summary(shape))


@command.command("accept", help="Note l'accord du client : au clavier, dessiné, ou sur papier.")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--name", required=True, metavar="NOM", help="Qui signe.")
@click.option("--method", default="typed", metavar="MANIÈRE", help="typed, drawn ou paper.")
@click.option("--by", "by_whom", default="customer", metavar="QUI", help="customer ou owner.")
@click.option("--drawn", default="", metavar="TRAIT", help="Le dessin, en suite de points « M0 0L10 10 ».")
@click.option("--photo", metavar="FICHIER", help="La photo de la signature sur papier.")
@common
def accept(
    reference: str,
    name: str,
    method: str,
    by_whom: str,
    drawn: str,
    photo: str | None,
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    if by_whom not in ("customer", "owner"):
        raise click.BadParameter("écrivez customer ou owner.", param_hint="--by")
    with in_business(business) as owner:
        from kaye.actions.accept_quote import SENTENCE, Consent, accept_quote
        from kaye.cli.acting import acting
        from kaye.cli.documents import read_bytes, summary

        by, now = acting(owner, acting_as, "quotes"), instant(at, owner.country)
        consent = Consent(
            name=name,
            method=method,
            sentence=SENTENCE,
            drawn=drawn,
            photo=read_bytes(photo) if photo else b"",
            link=_own_link(_find(owner, reference)) if by_whom == "customer" else None,
            by=by_whom,
        )
        done = accept_quote(business=owner, quote=_find(owner, reference), consent=consent, now=now, by=by)
        shape = {**_shape(owner, done.quote, now), **_signed(done)}
        answer(shape, as_json, summary(shape))


@command.command("decline", help="Classe un devis perdu, avec sa raison.")
@click.argument("reference", metavar="NUMÉRO")
@click.option(
    "--reason", required=True, metavar="RAISON", help="price, delay, competitor, no_need, no_answer ou other."
)
@click.option("--text", default="", metavar="TEXTE", help="La raison en clair.")
@common
def decline(
    reference: str,
    reason: str,
    text: str,
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.decline_quote import decline_quote
        from kaye.cli.acting import acting

        by, now = acting(owner, acting_as, "quotes"), instant(at, owner.country)
        quote = _find(owner, reference)
        made = decline_quote(business=owner, quote=quote, reason=reason, text=text, now=now, by=by)
        _say(owner, made, now, as_json)


@command.command("extend", help="Prolonge la validité.")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--until", metavar="DATE", help="Le nouveau dernier jour ; sans lui, la durée habituelle.")
@common
def extend(
    reference: str, until: str | None, business: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.extend_quote import extend_quote
        from kaye.cli.acting import acting
        from kaye.cli.reading import typed_day

        by, now = acting(owner, acting_as, "quotes"), instant(at, owner.country)
        day = typed_day(until, owner, now, "--until")
        made = extend_quote(business=owner, quote=_find(owner, reference), now=now, until=day, by=by)
        _say(owner, made, now, as_json)


@command.command("cancel", help="Reprend un devis envoyé.")
@click.argument("reference", metavar="NUMÉRO")
@common
def cancel(reference: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.decline_quote import cancel_quote
        from kaye.cli.acting import acting

        by, now = acting(owner, acting_as, "quotes"), instant(at, owner.country)
        _say(owner, cancel_quote(business=owner, quote=_find(owner, reference), now=now, by=by), now, as_json)


@command.command("note", help="Note ce que le client dit du devis : question, trop cher, plus tard.")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--what", required=True, metavar="QUOI", help="question, too_dear ou later.")
@click.option("--until", metavar="DATE", help="Avec later : le jour.")
@click.option("--words", default="", metavar="TEXTE", help="Ses mots.")
@common
def note(
    reference: str,
    what: str,
    until: str | None,
    words: str,
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.reply_to_quote import ask_about_quote, say_later, say_too_dear
        from kaye.cli.acting import acting
        from kaye.cli.reading import typed_day

        by, now = acting(owner, acting_as, "quotes"), instant(at, owner.country)
        quote = _find(owner, reference)
        if what == "later":
            day = typed_day(until, owner, now, "--until")
            if day is None:
                raise click.UsageError("--until va avec later.")
            say_later(business=owner, quote=quote, until=day, now=now, by=by)
        elif what == "too_dear":
            say_too_dear(business=owner, quote=quote, now=now, words=words, by=by)
        elif what == "question":
            ask_about_quote(business=owner, quote=quote, question=words, now=now, by=by)
        else:
            raise click.BadParameter("écrivez question, too_dear ou later.", param_hint="--what")
        _say(owner, quote, now, as_json)


@command.command("pdf", help="Écrit le PDF, ou avec --proof la preuve de signature.")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--out", metavar="FICHIER", help="Où l'écrire.")
@click.option("--proof", is_flag=True, help="La preuve de signature.")
@common
def pdf(
    reference: str,
    out: str | None,
    proof: bool,
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.refusal import Refusal
        from kaye.cli.acting import acting
        from kaye.cli.documents import write_bytes
        from kaye.records.files import file_name
        from kaye.records.queries.documents import file_of

        acting(owner, acting_as, "read")
        quote = _find(owner, reference)
        kept = file_of(quote, "proof" if proof else "pdf")
        if kept is None:
            raise Refusal("Ce devis n'a pas encore ce document : envoyez-le, ou faites-le signer.")
        name = file_name(quote, kept.mime)
        shape = {**write_bytes(bytes(kept.content), out, f"preuve-{name}" if proof else name)}
        answer({**shape, "profile": None, "findings": []}, as_json, str(shape["path"]))


@command.command("show", help="Montre un devis.")
@click.argument("reference", metavar="NUMÉRO")
@common
def show(reference: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.cli.acting import acting

        acting(owner, acting_as, "read")
        _say(owner, _find(owner, reference), instant(at, owner.country), as_json)


@command.command("list", help="La liste, la plus récente d'abord.")
@click.option("--state", default="", metavar="ÉTAT", help="draft, sent, accepted, declined, expired…")
@click.option("--customer", metavar="NOM", help="Seulement ce client.")
@click.option("--limit", default=50, metavar="N", type=click.IntRange(1, 200), help="Au plus 200.")
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
        from kaye.actions.find_customer import find_customer
        from kaye.cli.acting import acting
        from kaye.cli.documents import summary
        from kaye.records.queries.documents import document_page

        acting(owner, acting_as, "read")
        now = instant(at, owner.country)
        page = document_page(
            owner,
            ("quote",),
            state=state,
            customer_id=find_customer(business=owner, text=customer).pk if customer else None,
            limit=limit,
            cursor=cursor,
        )
        shapes = [_shape(owner, each, now) for each in page.items]
        text = "\n".join(summary(each) for each in shapes) or "Aucun devis pour l'instant."
        answer({"items": shapes, "next": page.next}, as_json, text)


@command.command("delete", help="Supprime un brouillon.")
@click.argument("reference", metavar="ID")
@common
def delete(reference: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.delete_draft import delete_draft
        from kaye.cli.acting import acting

        by, draft = acting(owner, acting_as, "quotes"), _find(owner, reference, drafts=True)
        pk = draft.pk
        delete_draft(business=owner, document=draft, now=instant(at, owner.country), by=by)
        answer({"id": pk, "deleted": True}, as_json, "Le brouillon est supprimé.")


def _find(owner: Any, reference: str, drafts: bool = False) -> Any:
    """By number, the last version that was sent; by id, or to send or delete, that very row."""
    from kaye.cli.documents import find_document
    from kaye.records.queries.links import last_version

    found = find_document(owner, reference, ("quote",), "Le devis")
    named_by_number = found.number and found.number.lower() == reference.strip().lower()
    return last_version(found) if named_by_number and found.state == "draft" and not drafts else found


def _own_link(quote: Any) -> Any:
    return (
        quote.links.filter(kind="document", revoked_at=None).select_related("point").order_by("-pk").first()
    )


def _shape(owner: Any, quote: Any, now: Any) -> dict[str, Any]:
    """The answer of M59; past its last day a quote is « expired »."""
    from kaye.actions.documents.answer import answer as shape_of
    from kaye.records.calendars import local_day
    from kaye.records.queries.quotes import state_on

    quote.refresh_from_db()
    return {**shape_of(quote), "state": state_on(quote, local_day(owner, now))}


def _signed(done: Any) -> dict[str, Any]:
    """{signature, order, deposit, again} beside the shape of the quote."""
    return {
        "signature": {
            "name": done.signature.name,
            "method": done.signature.method,
            "by": done.signature.by,
            "at": done.signature.evidence["signed_at"],
            "hash": done.signature.hash,
            "document_sha256": done.signature.evidence["document_sha256"],
        },
        "order": {"id": done.order.pk, "number": done.order.number} if done.order is not None else None,
        "deposit": (
            {"id": done.deposit.pk, "number": done.deposit.number or None, "state": done.deposit.state}
            if done.deposit is not None
            else None
        ),
        "again": done.again,
    }


def _say(owner: Any, quote: Any, now: Any, as_json: bool) -> None:
    from kaye.cli.documents import summary

    shape = _shape(owner, quote, now)
    answer(shape, as_json, summary(shape))
