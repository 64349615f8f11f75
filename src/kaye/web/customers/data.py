"""« Accords et données »: what a customer accepts, their tags, a copy for them, and forgetting them (C52–C55)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kaye.actions.consent import choose, standings
from kaye.actions.person.erase import erase_person
from kaye.actions.person.export import export_person
from kaye.actions.refusal import Refusal
from kaye.actions.tag_customer import tag_customer, tags_of
from kaye.records.models import ContactPoint, Customer
from kaye.records.sums import open_instalments
from kaye.rules.phones import phone_text
from kaye.web.access import ShopRequest, owner_page, shop_page
from kaye.web.customers.found import customer_or_404
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_WORDS = {
    "unknown": ("Rien dit", "neutral"),
    "soft": ("Déjà client", "plan"),
    "opted_in": ("Accepte", "paid"),
    "opted_out": ("Refuse", "check"),
}
_HOW = {
    "form": "par le formulaire", "message": "par message", "page": "sur sa page", "unsubscribe": "par le lien d’arrêt",
    "provider": "par le service d’envoi", "import": "par une liste importée", "member": "noté par l’équipe",
    "purchase": "a déjà acheté", "bounce": "adresse arrêtée", "undo": "corrigé",
}  # fmt: skip


_APPLICATIONS = {
    "whatsapp_id": "WhatsApp, sans numéro",
    "messenger": "Messenger",
    "instagram": "Instagram",
}


@shop_page
def data(request: ShopRequest, pk: int) -> HttpResponse:
    """GET shows; POST writes the tags, or a choice with its proof."""
    customer = customer_or_404(request.business, pk)
    fault = ""
    if request.method == "POST":
        try:
            _write(request, customer)
        except Refusal as refusal:
            fault = str(refusal)
        else:
            return redirect("customers_data", pk)
    return _page(request, customer, fault)


@owner_page
@require_POST
def copy(request: ShopRequest, pk: int) -> HttpResponse:
    """The archive for the person."""
    customer = customer_or_404(request.business, pk)
    made = export_person(business=request.business, customer=customer, now=request.now, by=who(request))
    answer = HttpResponse(made.content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="donnees-client-{customer.pk}.zip"'
    answer["Cache-Control"] = "no-store, private"
    return answer


@owner_page
@require_POST
def forget(request: ShopRequest, pk: int) -> HttpResponse:
    """POST mot=effacer; not to be undone, so the word is asked."""
    customer = customer_or_404(request.business, pk)
    if request.POST.get("mot", "").strip().lower() != "effacer":
        return _page(request, customer, "Écrivez « effacer » pour confirmer : rien ne se récupère ensuite.")
    try:
        done = erase_person(
            business=request.business,
            customer=customer,
            now=request.now,
            keep_debts=request.POST.get("dettes") == "garder",
            by=who(request),
        )
    except Refusal as refusal:
        return _page(request, customer, str(refusal))
    toast(
        request, f"Fiche effacée : {done.erased['messages']} messages, {done.erased['points']} coordonnées."
    )
    return redirect("customers")


def _write(request: ShopRequest, customer: Customer) -> None:
    if request.member.role == "readonly":
        raise PermissionDenied
    business, posted = request.business, request.POST
    if "etiquettes" in posted:
        kept = tag_customer(
            business=business,
            customer=customer,
            names=posted["etiquettes"].split(","),
            now=request.now,
            by=who(request),
        )
        toast(request, f"Étiquettes : {', '.join(kept)}." if kept else "Plus d’étiquette.")
        return
    point = None
    if posted.get("point", "").isdecimal():
        point = ContactPoint.objects.filter(customer=customer, pk=int(posted["point"])).first()
    words = " ".join(posted.get("mots", "").split())
    if not words:
        raise Refusal("Écrivez ses mots et où il les a dits : c’est la preuve.")
    choose(
        business=business,
        customer=customer,
        purpose="marketing",
        state=posted.get("choix", ""),
        how="member",
        now=request.now,
        point=point,
        words=words,
        by=who(request),
    )
    toast(request, "Son choix est noté, avec sa preuve.")


def _shown(point: ContactPoint, country: str) -> str:
    """A point as people write it; a provider's own id by the name of its application."""
    if point.kind == "phone":
        return phone_text(point.value, country)
    return _APPLICATIONS.get(point.kind, point.value)


def _page(request: ShopRequest, customer: Customer, fault: str = "") -> HttpResponse:
    rows = [
        {
            "point": each.point,
            "value": _shown(each.point, request.business.country),
            "state": _WORDS[each.states["marketing"].state][0],
            "chip": _WORDS[each.states["marketing"].state][1],
            "how": _HOW.get(each.states["marketing"].said.how, ""),
            "words": each.states["marketing"].said.words,
            "at": each.states["marketing"].said.at,
            "refuses_all": each.states["transactional"].state == "opted_out",
        }
        for each in standings(request.business, customer)
    ]
    owes = open_instalments(request.business).filter(receivable__customer=customer).exists()
    context = {
        "customer": customer,
        "rows": rows,
        "tags": ", ".join(tags_of(customer)),
        "fault": fault,
        "owes": owes,
        "is_owner": request.member.role == "owner",
        "may": request.member.role != "readonly",
    }
    return render(request, "customers/data.html", context, status=422 if fault else 200)
