"""Texts that a provider must approve before they may leave outside its window: asked for, followed, ready to use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaye.actions.decide_again import decide_again
from kaye.actions.engine import Engine, channel_configs, engine
from kaye.actions.outbound import http_client
from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel
from kaye.records.journal import append
from kaye.records.models import Business, ChannelAccount, ChannelTemplate
from kaye.rules.approved import LANGUAGE, Wanted, wanted
from kaye.rules.ports.channel import DeliveryError, KnownTemplate, Refused, Templates
from kaye.rules.titles import family_title, text_title
from kaye.rules.wording import Message

# Asked for first: what a small business sends by itself most often.
USUAL = (
    "pay.pre_due", "pay.due_today", "pay.level1", "pay.level2", "pay.level3", "pay.several", "pay.notebook",
    "pay.notebook.cm", "pay.promise_broken", "pay.thanks", "quote.follow1", "quote.follow2", "delivery.delay",
    "delivery.pickup_ready", "restock.remind", "satisfaction.ask", "appointment.day_before",
)  # fmt: skip
_SENTENCES = {
    "": "pas encore proposé à Meta",
    "pending": "Meta le lit : cela prend de quelques minutes à un jour",
    "approved": "accepté",
    "rejected": "refusé par Meta",
    "paused": "mis en pause par Meta : trop de personnes l’ont signalé",
    "disabled": "fermé par Meta",
    "changed": "votre texte a changé depuis : proposez-le de nouveau",
}
_REASONS = {
    "ABUSIVE_CONTENT": "le texte lui paraît menaçant ou trompeur",
    "INVALID_FORMAT": "la forme ne lui va pas : une place mal placée, ou trop de places pour si peu de mots",
    "PROMOTIONAL": "le texte lui paraît publicitaire",
    "TAG_CONTENT_MISMATCH": "le texte lui paraît publicitaire, ou dans une autre langue",
    "INCORRECT_CATEGORY": "le texte lui paraît publicitaire",
    "SCAM": "le texte ressemble à une fraude",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A text of the library, and where it stands with the provider. `state`: "" (never asked for), pending, approved,
    rejected, paused, disabled, or changed since. `problem`: why it cannot be asked for, in French."""

    text: Wanted
    label: str
    state: str
    because: str
    category: str = ""
    problem: str = ""

    @property
    def is_usual(self) -> bool:
        return self.text.text_id in USUAL

    @property
    def can_be_asked(self) -> bool:
        return not self.problem and self.state in ("", "rejected", "disabled", "changed")

    @property
    def words(self) -> str:
        return self.problem or self.because


def offered_texts(business: Business, account: ChannelAccount) -> tuple[Offered, ...]:
    """Every text that could leave by this channel, those asked for first."""
    able = _able(account)
    rows = _latest(account)
    found = [_offered(each, label, rows.get(each.text_id), able) for each, label in _wanted(engine(business))]
    return tuple(sorted(found, key=lambda each: (not each.state, bool(each.problem))))


def offer_templates(
    *,
    business: Business,
    account: ChannelAccount,
    now: datetime,
    text_ids: Sequence[str] = (),
    by: str = "",
) -> tuple[Offered, ...]:
    """Ask for these texts, else for the usual ones not yet asked for; answers those now at the provider's.

    Outside any transaction: each answer is kept as it comes. What the provider does not take by itself says why on
    its row. Raises Refusal when nothing can be asked for.
    """
    able, config = _able(account), _config(account)
    chosen = set(text_ids or USUAL)
    asked = [e for e in offered_texts(business, account) if e.text.text_id in chosen]
    if text_ids and (stuck := next((e for e in asked if not e.can_be_asked), None)):
        raise Refusal(f"« {stuck.label} » : {stuck.words}.")
    asked = [each for each in asked if each.can_be_asked]
    if not asked:
        raise Refusal("Ces textes sont déjà chez Meta.")
    taken = set(ChannelTemplate.objects.filter(account=account).values_list("name", flat=True))
    done = []
    for each in asked:
        name = _free_name(each.text.name, taken)
        taken.add(name)
        try:
            answer = able.submit(
                config, http_client, name=name, language=LANGUAGE, category=each.text.category,
                text=each.text.body, examples=each.text.examples,
            )  # fmt: skip
        except Refused as refused:
            if (
                not refused.permanent or refused.about == "account"
            ):  # not about this text: the others would hear it too
                raise Refusal(refused.reason_fr) from None
            answer = KnownTemplate(name, LANGUAGE, each.text.category, "rejected", reason=refused.reason_fr)
        except DeliveryError as trouble:
            raise Refusal(trouble.reason_fr) from None
        _keep(business, account, each.text, answer, now, by)
        done.append(each.text.text_id)
    return tuple(e for e in offered_texts(business, account) if e.text.text_id in done)


def refresh_templates(*, business: Business, account: ChannelAccount, now: datetime) -> int:
    """What the provider says now of every text; answers how many changed. Raises Refusal when it does not answer.

    Templates written at the provider's are kept too: a person may choose them for an answer.
    """
    try:
        known = _able(account).known(_config(account), http_client)
    except DeliveryError as trouble:
        raise Refusal(trouble.reason_fr) from None
    changed = 0
    with transaction.atomic():
        rows = {(row.name, row.language): row for row in ChannelTemplate.objects.filter(account=account)}
        for each in known:
            row = rows.get((each.name[:120], each.language[:12]))
            changed += _told(business, account, row, each, now)
        if changed:
            decide_again(business, now)
    return changed


def _told(
    business: Business,
    account: ChannelAccount,
    row: ChannelTemplate | None,
    told: KnownTemplate,
    now: datetime,
) -> bool:
    """The provider's category is the one that is billed and that decides consent: it always counts."""
    if row is None:
        row = ChannelTemplate(
            business=business, account=account, name=told.name[:120], language=told.language[:12], state=""
        )
    before = (row.state, row.category, row.detail)
    row.state = (told.state or row.state)[:12]
    row.category = (told.category or row.category)[:16]
    row.detail = (told.reason if row.state == "rejected" else "")[:300]
    row.body = row.body or told.text
    if row.pk and before == (row.state, row.category, row.detail):
        return False
    row.changed_at = now
    row.save()
    return True


def reason_words(told: str) -> str:
    """Why Meta said no, in French; its own words where they are not known."""
    return _REASONS.get(told.strip().upper(), told)


def _keep(
    business: Business, account: ChannelAccount, text: Wanted, answer: KnownTemplate, now: datetime, by: str
) -> None:
    with transaction.atomic():
        ChannelTemplate.objects.update_or_create(
            account=account,
            name=answer.name[:120],
            language=LANGUAGE,
            defaults={
                "business": business,
                "category": (answer.category or text.category)[:16],
                "state": answer.state[:12],
                "body": text.body,
                "text_id": text.text_id[:60],
                "places": list(text.places),
                "detail": answer.reason[:300],
                "changed_at": now,
            },
        )
        payload = {
            "channel": account.channel,
            "text": text.text_id,
            "name": answer.name,
            "state": answer.state,
        }
        append(business=business, kind="template_offered", at=now, payload=payload, by=by)


def _wanted(ready: Engine) -> list[tuple[Wanted, str]]:
    known = ready.facts.values
    found = []
    for message in ready.library.messages.values():
        text = wanted(message, ready.business.country, known)
        if text is not None and (not message.channels or "whatsapp" in message.channels):
            found.append((text, _label(message)))
    return found


def _label(message: Message) -> str:
    title = text_title(message.id)
    return title if title != message.id else f"{family_title(message.kind)}, {message.step}"


def _offered(text: Wanted, label: str, row: ChannelTemplate | None, able: Templates) -> Offered:
    problem = able.wrong(text.name, text.body, text.examples)
    state = row.state if row is not None else ""
    if row is not None and row.body != text.body:
        state = "changed"
    because = _SENTENCES.get(state, state)
    if row is not None and state == "rejected" and row.detail:
        because = f"{because} : {reason_words(row.detail)}".rstrip(".")
    category = row.category if row is not None and row.category else text.category
    if state == "approved" and category == "marketing" != text.category:
        because = "accepté, mais compté comme une offre : plus cher, et seulement pour qui veut vos offres"
    return Offered(text, label, state, because, category, problem.rstrip("."))


def _latest(account: ChannelAccount) -> Mapping[str, ChannelTemplate]:
    rows = ChannelTemplate.objects.filter(account=account, language=LANGUAGE).exclude(text_id="")
    return {row.text_id: row for row in rows.order_by("pk")}


def _free_name(name: str, taken: set[str]) -> str:
    """A name at the provider's is used once: other words need another."""
    return next(
        each for each in (name, *(f"{name}_{number}" for number in range(2, 1000))) if each not in taken
    )


def _able(account: ChannelAccount) -> Templates:
    found = channel(account.channel).templates
    if found is None:
        raise Refusal(f"{channel(account.channel).label} n’a pas de textes à faire approuver.")
    return found


def _config(account: ChannelAccount) -> dict[str, str]:
    config = channel_configs(account.business).get(account.channel)
    if config is None:
        raise Refusal("Remplissez d’abord les réglages, puis enregistrez-les.")
    return config
