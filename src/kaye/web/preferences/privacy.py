"""« Données personnelles »: the register of what is done with them, and those to forget (C55)."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaye.actions.person.erase import YEARS_KEPT
from kaye.actions.person.retention import MOST, forget_them, forgettable
from kaye.records.models import Task
from kaye.web.access import ShopRequest, owner_page
from kaye.web.screen import who
from kaye.web.shell.toasts import toast


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the register that the law asks of whoever keeps files about people (GDPR, art. 30)."""

    purpose: str
    whose: str
    what: str
    basis: str
    kept: str


REGISTER = (
    Processing(
        "Ventes, devis, factures et paiements",
        "Vos clients",
        "Nom, coordonnées, achats, sommes dues et payées",
        "Le contrat, et la loi pour les factures",
        f"{YEARS_KEPT} ans après l’année de la facture",
    ),
    Processing(
        "Relances de ce qui est dû",
        "Les clients qui doivent de l’argent",
        "Dettes, messages envoyés, promesses, désaccords",
        "Votre intérêt légitime à être payé ; aucun accord n’est demandé",
        "Jusqu’au paiement, puis avec la facture",
    ),
    Processing(
        "Demandes et conversations",
        "Toute personne qui vous écrit ou vous appelle",
        "Messages, pièces jointes, appels, notes de l’équipe",
        "Les démarches avant un contrat, à sa demande",
        "Trois ans après le dernier contact si elle n’a rien acheté",
    ),
    Processing(
        "Offres et nouveautés",
        "Les clients, et les personnes qui ont dit oui",
        "Coordonnées, achats, étiquettes, accords et refus",
        "L’accord, ou des articles semblables à ceux déjà achetés, avec refus en un geste",
        "Jusqu’au refus ; le refus lui-même est gardé pour être respecté",
    ),
    Processing(
        "Ce que les services envoient, avant lecture",
        "Toute personne qui vous écrit",
        "Les messages tels qu’ils sont arrivés",
        "La sécurité : ne rien perdre",
        "90 jours",
    ),
    Processing(
        "Accès de l’équipe",
        "Vous et vos collègues",
        "Adresse e-mail, rôle, actes notés dans le journal",
        "Le contrat de travail, la preuve",
        "Aussi longtemps que le journal",
    ),
)


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: ShopRequest) -> HttpResponse:
    """GET shows the register; POST erases the ticked contacts."""
    if request.method == "POST":
        chosen = [int(each) for each in request.POST.getlist("client") if each.isdecimal() and len(each) < 19]
        rows = list(forgettable(request.business, request.now).filter(pk__in=chosen))
        done = forget_them(business=request.business, customers=rows, now=request.now, by=who(request))
        toast(
            request,
            f"{done} contacts effacés." if done > 1 else "1 contact effacé." if done else "Rien à effacer.",
        )
        return redirect("settings_privacy")
    context = {
        "register": REGISTER,
        "stale": list(forgettable(request.business, request.now)[:MOST]),
        "asked": list(
            Task.objects.filter(business=request.business, kind="erasure", done_at=None).select_related(
                "customer"
            )
        ),
    }
    return render(request, "preferences/privacy.html", context)
