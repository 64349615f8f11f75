"""A quote is signed (M36): the evidence, its hash, the proof page, then the order and the deposit (M38)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from kaye.actions.documents.figures import printed_of
from kaye.actions.documents.files import keep_file
from kaye.actions.documents.ground import ground
from kaye.actions.documents.parts import Part, Role, asked_of
from kaye.actions.documents.printing import look_of, seller_party
from kaye.actions.inbox.request_of_quote import end_request_of
from kaye.actions.invoice_from import invoice_from
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.make_order import make_order
from kaye.actions.quotes import open_quote, settle
from kaye.actions.refusal import Refusal
from kaye.actions.send_message import Words, send_message
from kaye.actions.send_quote import shown_number
from kaye.documents.proof import SignatureProof, proof_pdf
from kaye.records.activity import touch
from kaye.records.calendars import calendar_of, local_day
from kaye.records.journal import append
from kaye.records.links import url_of
from kaye.records.locks import lock
from kaye.records.models import Business, Document, DocumentFile, Link, Signature
from kaye.records.queries.documents import file_of
from kaye.records.queries.quotes import at_home
from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.drawn import drawn_svg, parse_drawn
from kaye.rules.french import day_text
from kaye.rules.money import format_money

METHODS = ("typed", "drawn", "paper")
SENTENCE = "J’ai lu le devis et les conditions, et je les accepte."
_PHOTO_MOST = 5 * 1024 * 1024
_PHOTOS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"%PDF": "application/pdf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What came with the acceptance. `drawn`: path data; `sentence`: the one ticked, empty when it was not.

    `sha256`: hash of the PDF that the page showed, empty from the owner's side. `photo`: of a signature on paper.
    """

    name: str
    method: str = "typed"
    sentence: str = ""
    drawn: str = ""
    sha256: str = ""
    ip: str = ""
    browser: str = ""
    photo: bytes = b""
    link: Link | None = None
    by: str = "customer"


@dataclass(frozen=True, slots=True)
class Accepted:
    """`again`: it was signed before, nothing was changed (M38). `order` and `deposit` may be drafts of the owner."""

    quote: Document
    signature: Signature
    order: Document | None
    deposit: Document | None
    again: bool = False


def accept_quote(
    *, business: Business, quote: Document, consent: Consent, now: datetime, by: str = ""
) -> Accepted:
    """Raises Refusal when it may not be signed any more, or when something is missing."""
    with transaction.atomic():
        lock(business)
        quote.refresh_from_db()
        known = Signature.objects.filter(document=quote).first()
        if known is not None:
            return Accepted(quote, known, _order(quote), _deposit(quote), again=True)
        open_quote(quote, now)
        kept = file_of(quote, "pdf")
        if kept is None:
            raise Refusal("Ce devis n'a pas encore de document à signer : envoyez-le d'abord.")
        drawn = _checked(consent, kept)
        signature = _sign(business, quote, consent, kept, drawn, now)
        settle(business, quote, "accepted", now)
        order = make_order(business=business, quote=quote, now=now, by=by)
        deposit = _draft_deposit(business, quote, now, by)
        _write_event(business, quote, signature, order, now, by or _who(consent))
        touch([quote.customer_id], now)
        _keep_proof(business, quote, signature, drawn, now)
        if consent.photo:
            keep_file(quote, "photo", consent.photo, now, _photo_type(consent.photo))
        _send_proof(business, quote, consent.link, now)
    return Accepted(quote, signature, order, deposit)


def _checked(consent: Consent, kept: DocumentFile) -> str:
    """The drawing as it will be kept. Raises Refusal."""
    if not " ".join(consent.name.split()):
        raise Refusal("Écrivez votre prénom et votre nom.")
    if len(consent.name) > 160:
        raise Refusal("Ce nom est trop long : gardez au plus 160 caractères.")
    if consent.method not in METHODS:
        raise Refusal("Signez au clavier (typed), au doigt (drawn), ou sur papier (paper).")
    if consent.by == "customer":
        if consent.method == "paper":
            raise Refusal("Une signature sur papier est notée par l'entreprise.")
        if not consent.sentence.strip():
            raise Refusal("Cochez la phrase pour dire que vous acceptez.")
        if consent.sha256 and consent.sha256 != kept.sha256:
            raise Refusal("Le devis a changé depuis que cette page est ouverte : rechargez-la.")
    if len(consent.photo) > _PHOTO_MOST:
        raise Refusal("Cette photo est trop lourde : 5 Mo au plus.")
    if consent.photo:
        _photo_type(consent.photo)
    if consent.method != "drawn":
        return ""
    try:
        return drawn_svg(parse_drawn(consent.drawn))
    except DocumentError as fault:
        raise Refusal(str(fault)) from None


def _photo_type(photo: bytes) -> str:
    found = next((mime for start, mime in _PHOTOS.items() if photo.startswith(start)), None)
    if found is None:
        raise Refusal("La photo est une image JPEG ou PNG, ou un PDF.")
    return found


def _sign(
    business: Business, quote: Document, consent: Consent, kept: DocumentFile, drawn: str, now: datetime
) -> Signature:
    evidence = _evidence(business, quote, consent, kept, drawn, now)
    return Signature.objects.create(
        business=business,
        document=quote,
        name=evidence["name"],
        method=consent.method,
        by=consent.by,
        evidence=evidence,
        hash=signature_hash(evidence),
        at=now,
    )


def signature_hash(evidence: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON (M51) of everything that was kept."""
    canonical = json.dumps(evidence, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _evidence(
    business: Business, quote: Document, consent: Consent, kept: DocumentFile, drawn: str, now: datetime
) -> dict[str, Any]:
    link, name = consent.link, " ".join(consent.name.split())
    zone = calendar_of(business).zone
    local = now.astimezone(ZoneInfo(zone))
    return {
        "number": quote.number,
        "version": quote.version,
        "document_sha256": kept.sha256,
        "name": name,
        "method": consent.method,
        "typed": name if consent.method == "typed" else "",
        "drawn_svg": drawn,
        "sentence": consent.sentence.strip()[:300],
        "signed_at": now.astimezone(UTC).isoformat(),
        "signed_local": local.isoformat(),
        "zone": zone,
        "ip": consent.ip[:60],
        "browser": " ".join(consent.browser.split())[:300],
        "link": link.pk if link is not None else None,
        "contact": link.point.value if link is not None and link.point is not None else "",
        "by": consent.by,
    }


def _keep_proof(
    business: Business, quote: Document, signature: Signature, drawn: str, now: datetime
) -> DocumentFile:
    said = signature.evidence
    land = ground(business)
    page = proof_pdf(
        SignatureProof(
            seller=seller_party(land),
            document_title=printed_of(quote).title,
            number=quote.number,
            version=quote.version,
            document_sha256=said["document_sha256"],
            name=signature.name,
            method=signature.method,
            sentence=said["sentence"],
            signed_at=signature.at,
            signed_local=datetime.fromisoformat(said["signed_local"]),
            zone=said["zone"],
            signature_hash=signature.hash,
            typed=said["typed"],
            drawn_svg=drawn,
            ip=said["ip"],
            browser=said["browser"],
            link_id=str(said["link"] or ""),
            contact=said["contact"],
            recorded_by_owner=signature.by == "owner",
            look=look_of(business),
        )
    )
    return keep_file(quote, "proof", page, now)


def _draft_deposit(business: Business, quote: Document, now: datetime, by: str) -> Document | None:
    """A draft that the owner issues with one tap; issued at once where the setting says so and the law lets it."""
    if not asked_of(quote).get("deposit"):
        return None
    draft = invoice_from(business=business, source=quote, now=now, part=Part(Role.DEPOSIT), by=by)
    home = at_home(quote)
    must_wait = home is not None and home.no_payment_before is not None
    if not ground(business).papers.auto_deposit_invoice or must_wait:
        return draft
    try:
        with transaction.atomic():
            return issue_invoice(business=business, document=draft, now=now, by=by)
    except Refusal:  # something is missing in the settings: the owner sees it when issuing
        return draft


def _send_proof(business: Business, quote: Document, link: Link | None, now: datetime) -> None:
    """To the customer, at once: it answers their own act."""
    files = [each for role in ("proof", "pdf") if (each := file_of(quote, role)) is not None]
    today, shown = local_day(business, now), shown_number(quote)
    values = {
        "devis": shown,
        "montant_devis": format_money(quote.ttc, ground(business).currency.code),
        "date_paiement": day_text(today),
    }
    if link is not None and link.kind == "document":
        values["lien_devis"] = url_of(link)
    send_message(
        business=business,
        customer=quote.customer,
        words=Words(
            text_id="quote.accepted", values=values, amounts=(quote.ttc,), dates=(today,), references=(shown,)
        ),
        key=f"accord:{quote.pk}",
        family="quote",
        now=now,
        files=files,
        at=now,
    )


def _write_event(
    business: Business, quote: Document, signature: Signature, order: Document, now: datetime, by: str
) -> None:
    said = {
        "document": quote.pk,
        "number": quote.number,
        "version": quote.version,
        "signature": signature.pk,
        "hash": signature.hash,
        "sha256": signature.evidence["document_sha256"],
        "by": signature.by,
        "order": order.pk,
        "total": quote.ttc,
    }
    append(
        business=business,
        kind="quote_accepted",
        at=now,
        customer=quote.customer,
        payload=said,
        by=by,
        money=True,
    )
    end_request_of(business=business, quote=quote, reason="won", now=now, by=by)


def _who(consent: Consent) -> str:
    return "le client, sur sa page" if consent.by == "customer" else ""


def _order(quote: Document) -> Document | None:
    return quote.made_from_it.filter(kind="order").first()


def _deposit(quote: Document) -> Document | None:
    return quote.made_from_it.filter(asked__part__role="deposit").first()
