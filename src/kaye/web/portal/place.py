"""What a page of a customer is about: a paper, a debt, or both, always theirs."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kaye.actions.documents.ground import ground
from kaye.records.models import Document, Receivable
from kaye.records.queries.links import last_version
from kaye.web.portal.access import Visit

# What a page says after an act; a key is all that an address carries.
SAID = {
    "question": "Votre question est partie. La réponse viendra par le moyen habituel.",
    "cher": "C’est noté. Une autre proposition peut vous être faite dans les trois jours.",
    "plus-tard": "C’est noté : rien ne vous sera envoyé d’ici là.",
    "paye": "Merci. L’entreprise vérifie l’arrivée du paiement, aucun rappel ne part pendant trois jours.",
    "promesse": "Merci, c’est noté.",
    "desaccord": "C’est noté. Les rappels s’arrêtent, l’entreprise revient vers vous.",
    "versements": "Votre demande est partie. L’entreprise vous répond avec des dates.",
    "recu": "Merci. La réception de ce document est notée.",
    "refus": "C’est noté. Merci de votre réponse.",
    "redemande": "Votre demande est partie : un devis à jour peut vous être envoyé.",
    "signe": "Merci, votre accord est enregistré. La preuve reste sur cette page.",
    "code": "Un code vient de partir à l’adresse que l’entreprise connaît.",
    "preferences": "Vos préférences sont enregistrées.",
    "adresse": "Votre adresse est enregistrée.",
    "paiement": "Le paiement est en cours de vérification. Cette page se mettra à jour.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One page: `base` is its address; acts are posted under it."""

    visit: Visit
    base: str
    document: Document | None = None
    receivable: Receivable | None = None

    @property
    def quote(self) -> Document | None:
        return self.document if self.document is not None and self.document.kind == "quote" else None


def of_link(visit: Visit) -> Place:
    """What the link itself shows: the last version of a quote, the debt of an invoice."""
    link = visit.link
    if link.document is not None:
        document = last_version(link.document)
        return Place(visit, visit.base, document, document.receivable)
    return Place(visit, visit.base, _paper_of(link.receivable), link.receivable)


def of_document(visit: Visit, pk: int) -> Place:
    """A paper of this customer, from their space. Raises Http404."""
    rows = Document.objects.filter(business=visit.business, customer=visit.customer, pk=pk)
    document = rows.exclude(state="draft").select_related("receivable").first()
    if document is None:
        raise Http404
    return Place(visit, f"{visit.base}/papier/{pk}", document, document.receivable)


def of_debt(visit: Visit, pk: int) -> Place:
    """A debt of this customer, from their space. Raises Http404."""
    rows = Receivable.objects.filter(business=visit.business, customer=visit.customer, pk=pk)
    receivable = rows.filter(cancelled_at=None).first()
    if receivable is None:
        raise Http404
    return Place(visit, f"{visit.base}/dette/{pk}", _paper_of(receivable), receivable)


def show(
    request: HttpRequest,
    visit: Visit,
    template: str,
    context: dict[str, object],
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with what every page of a customer has."""
    return render(
        request,
        template,
        {
            "shop": visit.business,
            "visit": visit,
            "today": visit.today,
            "code": visit.code,
            "said": SAID.get(request.GET.get("fait", ""), ""),
            "fault": fault,
            "foot": _foot(visit),
            **context,
        },
        status=status,
    )


def _foot(visit: Visit) -> str:
    papers = ground(visit.business).papers
    name = papers.text("legal_name") or visit.business.name
    numbers = [f"{label} {papers.text(key)}" for key, label in _NUMBERS if papers.text(key)]
    return f"{', '.join([name, *numbers])}."


_NUMBERS = (("siren", "SIREN"), ("bce", "BCE"), ("rccm", "RCCM"), ("niu", "NIU"), ("ninea", "NINEA"))


def _paper_of(receivable: Receivable | None) -> Document | None:
    return Document.objects.filter(receivable=receivable).first() if receivable is not None else None
