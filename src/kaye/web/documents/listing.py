"""The list of papers, with its saved looks."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaye.records.calendars import currency_of
from kaye.records.models import Customer
from kaye.records.queries.documents_list import FILTERS, ListedDocument, documents_page
from kaye.web.access import ShopRequest, shop_page
from kaye.web.documents.words import Chip, icon_of, listed_chip, name_of
from kaye.web.screen import is_fragment, may_act

TABS = (
    ("", "Tous"),
    ("to_send", "À envoyer"),
    ("late", "En retard"),
    ("drafts", "Brouillons"),
    ("quotes", "Devis en attente"),
    ("invoices", "Factures"),
    ("credits", "Avoirs"),
)
# What to read when a look is empty: title, text.
_NOTHING = {
    "": (
        "Aucun document pour le moment.",
        "Un devis se fait en une minute : le client, ce que vous vendez, le prix. Accepté, il devient une facture.",
    ),
    "to_send": ("Tout est parti.", "Une facture émise et pas encore envoyée attend ici."),
    "late": (
        "Rien n’est en retard.",
        "Une facture passée de date vient ici, et sa relance dans Aujourd’hui.",
    ),
    "drafts": ("Aucun brouillon.", "Un devis ou une facture pas encore partis se retrouvent ici."),
    "quotes": ("Aucun devis n’attend.", "Un devis envoyé reste ici jusqu’à sa réponse ; Kayé le relance."),
    "invoices": ("Aucune facture.", "Facturez un devis accepté, une vente du cahier, ou écrivez-en une."),
    "credits": ("Aucun avoir.", "Un avoir corrige une facture émise ; il se fait depuis sa page."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list. `due`: the next day something is owed; `is_late`: it has passed."""

    pk: int
    title: str
    customer: str
    icon: str
    amount: int
    chip: Chip
    dated: date | None
    due: date | None
    valid: date | None
    is_late: bool


@shop_page
@require_GET
def documents(request: ShopRequest) -> HttpResponse:
    """?voir= a saved look, ?q= a number or a customer, ?client= only theirs, ?apres= goes on."""
    kept = request.GET.get("voir", "")
    kept = kept if kept in FILTERS else ""
    text = " ".join(request.GET.get("q", "").split())[:120]
    client = request.GET.get("client", "")
    customer = int(client) if client.isascii() and client.isdecimal() and len(client) <= 18 else None
    found = documents_page(
        request.business,
        request.today,
        kept="" if text else kept,
        text=text,
        customer_id=customer,
        after=request.GET.get("apres", ""),
    )
    following = {"voir": kept, "q": text, "client": customer or "", "apres": found.after}
    title, said = _NOTHING[kept]
    context = {
        "rows": [row_of(each, request.today) for each in found.rows],
        "next": urlencode({k: v for k, v in following.items() if v}) if found.after else "",
        "kept": kept,
        "text": text,
        "saved": TABS,
        "code": currency_of(request.business).code,
        "may_act": may_act(request),
        "of": Customer.objects.filter(business=request.business, pk=customer).first() if customer else None,
        "first": not request.GET.get("apres"),
        "nothing": title,
        "nothing_text": said,
    }
    return render(request, "documents/rows.html" if is_fragment(request) else "documents/list.html", context)


def row_of(listed: ListedDocument, today: date) -> Row:
    document = listed.document
    return Row(
        pk=document.pk,
        title=name_of(document),
        customer=document.customer.name,
        icon=icon_of(document),
        amount=listed.balance or document.ttc,
        chip=listed_chip(listed, today),
        dated=document.issued_on,
        due=listed.next_due,
        valid=document.valid_until if document.state == "sent" else None,
        is_late=listed.late_since is not None,
    )
