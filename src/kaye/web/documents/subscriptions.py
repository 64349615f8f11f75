"""« Abonnements »: paid or not at a glance, one with its periods, what is done with it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kaye.actions.documents.ground import Ground, ground
from kaye.actions.refusal import Refusal
from kaye.actions.send_message import Sending
from kaye.actions.subscriptions.answered import answered
from kaye.actions.subscriptions.change import end, pause, reprice, resume
from kaye.actions.subscriptions.preview import Planned, planned, preview_subscription
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Subscription
from kaye.records.queries.subscriptions_list import PastPeriod, past_periods, subscriptions_page, unpaid
from kaye.records.subscriptions import next_period, pauses_of, subscriptions_of
from kaye.rules.documents.subscriptions import Pause
from kaye.rules.rights import may
from kaye.web.access import ShopRequest, shop_page
from kaye.web.documents.words import Chip
from kaye.web.screen import may_act, posted, who
from kaye.web.shell.toasts import toast

EVERY = {"month": "chaque mois", "quarter": "chaque trimestre", "year": "chaque année"}
PERIODS = {
    "paid": Chip("paid", "check", "Payée"),
    "late": Chip("late", "clock", "En retard"),
    "open": Chip("todo", "hourglass", "À payer"),
    "draft": Chip("plan", "pencil", "Brouillon"),
    "paused": Chip("", "pause", "Suspendue"),
    "free": Chip("", "check", "Offerte"),
}
_COMING = 6
_UNPAID = 2  # from the second one, to suspend is proposed (M49)
_RIGHT = "subscriptions"


@dataclass(frozen=True, slots=True)
class Dot:
    """A period in the row of a list."""

    period: PastPeriod
    chip: Chip


@dataclass(frozen=True, slots=True)
class Row:
    """One subscription. `amount`: of its next period; None when it is paused or over."""

    subscription: Subscription
    every: str
    dots: tuple[Dot, ...]
    amount: int | None
    next_on: date | None
    is_paused: bool
    is_over: bool
    late: int

    @property
    def proposes_pause(self) -> bool:
        return self.late >= _UNPAID and not self.is_paused and not self.is_over

    @property
    def chip(self) -> Chip:
        """What is to be known first."""
        if self.late:
            word = "1 période en retard" if self.late == 1 else f"{self.late} périodes en retard"
            return Chip("late", "clock", word)
        if self.is_over:
            return Chip("", "x", "Terminé")
        if self.is_paused:
            return Chip("", "pause", "En pause")
        if any(dot.period.state == "open" for dot in self.dots):
            return PERIODS["open"]
        return Chip("paid", "check", "À jour") if self.dots else Chip("plan", "hourglass", "À venir")


@shop_page
@require_GET
def subscriptions(request: ShopRequest) -> HttpResponse:
    """What asks a person first; ?apres= goes on."""
    business = request.business
    found = subscriptions_page(business, request.GET.get("apres", ""))
    shown = (*found.asking, *found.rows)
    past = past_periods([each.pk for each in shown], request.today)
    land = ground(business)
    context = {
        "asking": [_row(each, past.get(each.pk, []), land, request.today) for each in found.asking],
        "rows": [_row(each, past.get(each.pk, []), land, request.today) for each in found.rows],
        "after": found.after,
        "first": not request.GET.get("apres"),
        "code": currency_of(business).code,
        "may_act": may_act(request),
    }
    return render(request, "documents/subscriptions.html", context)


@shop_page
@require_GET
def one(request: ShopRequest, subscription: int) -> HttpResponse:
    """Its periods behind and ahead, and what may be changed."""
    row = _found(request.business, subscription)
    past = past_periods([row.pk], request.today, most=12).get(row.pk, [])
    land = ground(request.business)
    try:
        coming: tuple[Planned, ...] = preview_subscription(
            business=request.business, subscription=row, count=_COMING
        )
        problem = ""
    except Refusal as refused:
        coming, problem = (), str(refused)
    shown = _row(row, past, land, request.today)
    context = {
        "row": shown,
        "past": [Dot(each, PERIODS[each.state]) for each in reversed(past)],
        "coming": coming,
        "problem": problem,
        "lines": list(enumerate(row.asked.get("lines", ()), 1)),
        "prices": row.price_changes.filter(on__gte=request.today).order_by("on"),
        "code": currency_of(request.business).code,
        "may_act": may_act(request),
    }
    return render(request, "documents/subscription.html", context)


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ShopRequest, subscription: int, act: str) -> HttpResponse:
    """pause, reprendre, prix, arreter, fait: GET asks the days, POST does it."""
    row = _found(request.business, subscription)
    if act not in _WORDS:
        raise Http404
    if not may(request.member.role, _RIGHT):
        raise PermissionDenied
    form = _form(request, row, act)
    if request.method == "POST" and form.is_valid():
        try:
            toast(request, _do(request, row, act, form))
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            if act == "fait":
                return redirect("documents_subscriptions")
            return redirect("documents_subscription", row.pk)
    word, help_text = _WORDS[act]
    context = {
        "subscription": row,
        "word": word,
        "help": help_text,
        "form": form,
        "back": reverse("documents_subscription", args=[row.pk]),
    }
    return render(request, "documents/subscription_act.html", context, status=422 if form.errors else 200)


_WORDS = {
    "pause": ("Mettre en pause", "Les périodes qui commencent pendant la pause ne sont pas facturées."),
    "reprendre": ("Reprendre", "La prochaine période qui commence ce jour-là ou après est facturée."),
    "prix": (
        "Changer le prix",
        "Le client est prévenu. Un particulier garde son prix pendant les 30 jours qui suivent.",
    ),
    "arreter": ("Arrêter", "Une période déjà facturée n’est pas remboursée toute seule."),
    "fait": ("C’est fait", "Kayé ne le demande plus."),
}


def _do(request: ShopRequest, row: Subscription, act: str, form: forms.Form) -> str:
    business, now, by, said = request.business, request.now, who(request), form.cleaned_data
    match act:
        case "pause":
            pause(
                business=business,
                subscription=row,
                start=said["start"],
                until=said["until"],
                now=now,
                by=by,
            )
            return "En pause : rien n’est facturé d’ici là."
        case "reprendre":
            resume(business=business, subscription=row, on=said["on"], now=now, by=by)
            return "L’abonnement reprend."
        case "prix":
            _, sending = reprice(
                business=business,
                subscription=row,
                line=int(said["line"]),
                unit_price=said["unit_price"],
                on=said["on"],
                now=now,
                by=by,
            )
            return f"Nouveau prix noté. {_told(sending)}"
        case "arreter":
            end(business=business, subscription=row, on=said["on"], now=now, by=by)
            return "L’abonnement s’arrête ce jour-là."
    answered(business=business, subscription=row, now=now, by=by)
    return f"{row.customer.name} : c’est fait."


def _told(sending: Sending) -> str:
    if sending.message is None:
        return f"Prévenez-le vous-même : {sending.because}."
    if sending.message.state == "proposed":
        return "Le message pour le prévenir attend dans Aujourd’hui."
    return "Le client est prévenu."


class _Form(forms.Form):
    """Days and a price, as an act asks."""

    def day(self, name: str, label: str, initial: date | None, required: bool = True) -> None:
        self.fields[name] = forms.DateField(
            label=label,
            initial=initial,
            required=required,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "required": "Choisissez un jour.",
                "invalid": "Choisissez un jour du calendrier.",
            },
        )


def _form(request: ShopRequest, row: Subscription, act: str) -> _Form:
    form = _Form(posted(request))
    match act:
        case "pause":
            form.day("start", "À partir du", request.today)
            form.day("until", "Jusqu’au (vide : jusqu’à ce que vous la repreniez)", None, required=False)
        case "reprendre":
            form.day("on", "À partir du", request.today)
        case "prix":
            lines = row.asked.get("lines", ())
            form.fields["line"] = forms.ChoiceField(
                label="Ligne",
                choices=[(str(n), str(line.get("label", ""))[:80]) for n, line in enumerate(lines, 1)],
            )
            form.fields["unit_price"] = forms.CharField(
                label="Nouveau prix",
                max_length=30,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                error_messages={"required": "Écrivez le nouveau prix."},
            )
            form.day("on", "À partir du", request.today + timedelta(days=31))
        case "arreter":
            form.day("on", "Dernier jour servi", request.today)
    return form


def _found(business: Business, pk: int) -> Subscription:
    row = subscriptions_of(business).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _row(row: Subscription, past: list[PastPeriod], land: Ground, today: date) -> Row:
    following = next_period(row)
    try:
        found = planned(row, following, land) if following is not None else None
    except Refusal:
        found = None
    return Row(
        subscription=row,
        every=EVERY[row.every],
        dots=tuple(Dot(each, PERIODS[each.state]) for each in past),
        amount=found.totals.ttc if found is not None and found.totals is not None else None,
        next_on=following.invoice_on if following is not None else None,
        is_paused=any(_covers(each, today) for each in pauses_of(row)),
        is_over=row.next_on is None,
        late=unpaid(past),
    )


def _covers(pause: Pause, today: date) -> bool:
    return pause.start <= today and (pause.until is None or today <= pause.until)
