"""One page to write a campaign: its name, its channel, who, the words, and what becomes of them."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaye.actions.campaigns.draft import draft_campaign, form_of, keep_segment
from kaye.actions.campaigns.plan import kinds_of
from kaye.actions.campaigns.shown import Shown, readers, shown
from kaye.actions.campaigns.try_text import try_text
from kaye.actions.engine import Engine, engine
from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel
from kaye.records.calendars import currency_of
from kaye.records.models import Campaign
from kaye.records.queries.audience import Reached, reached
from kaye.records.segments import Rule, SegmentFault, facts, read_rules
from kaye.rules.campaigns import RATES, WORDS, CampaignFault, Variant, read_words
from kaye.rules.variables import PALETTE
from kaye.web.access import ShopRequest, owner_page
from kaye.web.campaigns.found import campaign_of, segments, ways
from kaye.web.campaigns.typed import Given, Typed, as_typed, of_post, of_row, pressed, rate_of
from kaye.web.campaigns.words import customers, left_out, number, price
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_CHANNEL_VALUES = (("email", "e-mail"), ("sms", "SMS"), ("whatsapp", "WhatsApp"))


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A condition as shown. `kind`: of its value (text, number, days, money, channel, none)."""

    rank: int
    chosen: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Text:
    """One version with its preview. `problem`: what to correct, in `field`. `price`: « environ 8,96 € »."""

    version: str
    subject: str
    text: str
    problem: str = ""
    field: str = ""
    shown: Shown | None = None
    each: str = ""
    total: str = ""


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ShopRequest) -> HttpResponse:
    """A campaign that is not kept yet; ?de= begins with the words of another."""
    return _turn(request, None, request.GET.get("de", ""))


@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ShopRequest, campaign: int) -> HttpResponse:
    """One that has not left; another is shown as it is."""
    row = campaign_of(request.business, campaign)
    return _turn(request, row) if row.state == "draft" else redirect("scenarios_campaign", row.pk)


def _turn(request: ShopRequest, row: Campaign | None, like: str = "") -> HttpResponse:
    if request.method != "POST":
        model = row
        if like.isdecimal() and len(like) < 19:
            model = campaign_of(request.business, int(like))
        code = currency_of(request.business).code
        return _page(request, row, of_row(model, code) if model else Typed())
    do, _, what = request.POST.get("do", "preview").partition(":")
    typed = pressed(of_post(request.POST), do, what)
    try:
        if do in ("save", "next"):
            return _saved(request, row, typed, do)
        if do == "use":
            typed = _with_segment(request, typed)
        if do == "keep":
            return _page(request, row, typed, said=_kept(request, typed))
        if do == "try":
            return _page(request, row, typed, said=_tried(request, typed))
    except (Refusal, SegmentFault) as refused:
        return _page(request, row, typed, problem=str(refused))
    except CampaignFault as fault:
        return _page(request, row, typed, problem=fault.message_fr)
    return _page(request, row, typed)


def _saved(request: ShopRequest, row: Campaign | None, typed: Typed, do: str) -> HttpResponse:
    made = draft_campaign(
        business=request.business,
        name=typed.name,
        channel_name=typed.channel,
        rules=typed.rules,
        words=typed.words,
        now=request.now,
        rate=rate_of(typed, _form(typed)),
        campaign=row,
        by=who(request),
    )
    if do == "next":
        return redirect("scenarios_campaign_departure", made.pk)
    toast(request, f"« {made.name} » est gardée. Rien n’est parti.")
    return redirect("scenarios_campaign_edit", made.pk)


def _with_segment(request: ShopRequest, typed: Typed) -> Typed:
    wanted = request.POST.get("segment", "")
    found = next((each for each in segments(request.business) if str(each.pk) == wanted), None)
    if found is None:
        raise Refusal("Choisissez un segment dans la liste.")
    return replace(typed, rules=as_typed(found.rules, currency_of(request.business).code))


def _kept(request: ShopRequest, typed: Typed) -> str:
    name = request.POST.get("segment_name", "")
    row = keep_segment(
        business=request.business, name=name, rules=typed.rules, now=request.now, by=who(request)
    )
    return f"Le segment « {row.name} » est gardé."


def _tried(request: ShopRequest, typed: Typed) -> str:
    ready, form = engine(request.business), form_of(typed.channel)
    version: Variant = "b" if request.POST.get("do") == "try:b" and typed.has_two else "a"
    subject = typed.subject_b or typed.subject_a if version == "b" else typed.subject_a
    words = read_words(form, subject, typed.text_b if version == "b" else typed.text_a, version)
    found = shown(ready, typed.channel, words, _reader(typed, _readers(request, typed)), request.now)
    done = try_text(
        ready=ready,
        channel_name=typed.channel,
        shown=found,
        address=typed.to,
        now=request.now,
        by=who(request),
    )
    if not done.left:
        raise Refusal(done.words)
    return done.words


def _page(
    request: ShopRequest, row: Campaign | None, typed: Typed, problem: str = "", said: str = ""
) -> HttpResponse:
    found = ways(request.business)
    if found and typed.channel not in {each.name for each in found}:
        typed = replace(typed, channel=found[0].name)
    form = _form(typed)
    rules, rule_problem = _rules(request, typed)
    reach = (
        None
        if rules is None or not found
        else reached(request.business, rules, kinds_of(typed.channel), request.now)
    )
    people = _readers(request, typed) if found else []
    reader = _reader(typed, people)
    ready = engine(request.business)
    context = {
        "row": row,
        "typed": typed,
        "ways": found,
        "form": form,
        "rules": [_rule_row(n, each) for n, each in enumerate(typed.rules)],
        "groups": [(f.LABEL, [(f"{n}:{t}", w) for t, (w, _) in f.TESTS.items()]) for n, f in facts().items()],
        "channel_values": _CHANNEL_VALUES,
        "rule_problem": rule_problem,
        "reach": reach,
        "chosen": customers(reach.chosen) if reach else "",
        "leaving": number(reach.leaving) if reach else "",
        "left_out": left_out(form, reach.without_address, reach.refused, reach.not_agreed) if reach else (),
        "segments": segments(request.business),
        "texts": [_text(ready, typed, form, v, reader, reach, request) for v in _versions(typed)] if found else [],
        "chips": [each for each in PALETTE if each.name in WORDS],
        "readers": people,
        "reader": reader,
        "rate": rate_of(typed, form) or typed.rate,
        "to": typed.to or _own_address(request, form),
        "problem": problem,
        "said": said,
    }  # fmt: skip
    return render(request, "campaigns/editor.html", context, status=422 if problem else 200)


def _versions(typed: Typed) -> tuple[str, ...]:
    return ("a", "b") if typed.has_two else ("a",)


def _form(typed: Typed) -> str:
    """email, sms, whatsapp; "" for a channel that cannot write to many."""
    form = channel(typed.channel).capabilities.text_form if typed.channel else ""
    return form if form in RATES else ""


def _rules(request: ShopRequest, typed: Typed) -> tuple[tuple[Rule, ...] | None, str]:
    try:
        return read_rules(typed.rules, currency_of(request.business).code), ""
    except SegmentFault as fault:
        return None, str(fault)


def _readers(request: ShopRequest, typed: Typed) -> list[tuple[int, str]]:
    rules, _ = _rules(request, typed)
    return readers(request.business, typed.channel, rules, request.now) if rules is not None else []


def _reader(typed: Typed, people: list[tuple[int, str]]) -> int | None:
    """Whom the text is shown for: the one chosen, else the first who would receive it."""
    return next((pk for pk, _ in people if str(pk) == typed.reader), people[0][0] if people else None)


def _rule_row(rank: int, rule: Given) -> RuleRow:
    fact = facts().get(rule["fact"])
    kind = fact.TESTS.get(rule["test"], ("", "none"))[1] if fact else "none"
    return RuleRow(rank, f"{rule['fact']}:{rule['test']}", kind, rule["value"])


def _text(
    ready: Engine,
    typed: Typed,
    form: str,
    version: str,
    reader: int | None,
    reach: Reached | None,
    request: ShopRequest,
) -> Text:
    subject, text = (typed.subject_a, typed.text_a) if version == "a" else (typed.subject_b, typed.text_b)
    plain = Text(version, subject, text)
    if not text.strip():
        return plain
    try:
        words = read_words(form, subject or typed.subject_a, text, "b" if version == "b" else "a")
        found = shown(ready, typed.channel, words, reader, request.now)
    except CampaignFault as fault:
        return replace(plain, problem=fault.message_fr, field=fault.field)
    except Refusal as refused:
        return replace(plain, problem=str(refused))
    count = reach.leaving if reach else 0
    return replace(
        plain, shown=found, each=price(found.cost, 1), total=price(found.cost, count) if count else ""
    )


def _own_address(request: ShopRequest, form: str) -> str:
    return str(request.user.email or "") if form == "email" else request.business.phone  # type: ignore[union-attr]
