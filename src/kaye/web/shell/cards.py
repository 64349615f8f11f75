"""What a morning card and the hold drawer show. Screens fill these; the templates only read them."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class MorningCard:
    """One customer of the morning list.

    One way out: `tap_url` (wa.me, sms:, tel:, a link) or `send_url` (a POST: Kayé sends). With script, a tap
    also posts to `tapped_url`, which answers `components/card_sent.html`. `amount_minor` None: no debt.
    """

    id: str
    kind_icon: str
    name: str
    because: str
    text: str
    subject: str = ""
    amount_minor: int | None = None
    currency: str = ""
    amount_look: str = ""
    send_word: str = ""
    send_icon: str = "send"
    tap_url: str = ""
    tapped_url: str = ""
    opens_elsewhere: bool = False
    send_url: str = ""
    sent_url: str = ""
    edit_url: str = ""
    call_url: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the drawer: what happened, what it changes. `posts`: a POST at once; else a page to fill."""

    kind: str
    icon: str
    word: str
    effect: str
    url: str = ""
    posts: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the action bar. `look`: primary (one at most), go-soft (leaves to the customer) or line.

    A link to `url`, a POST to it (`posts`), or the opening of the drawer whose id is `drawer`.
    """

    word: str
    icon: str
    url: str = ""
    drawer: str = ""
    posts: bool = False
    look: str = "line"

    @property
    def classes(self) -> str:
        looks = {"primary": "btn-primary", "go-soft": "k-act k-go-soft", "line": "k-act k-line-btn"}
        return looks[self.look]


HOLDS = (
    Choice("promise", "handshake", "Promet de payer", "Choisissez le jour, rien ne part avant"),
    Choice("paid", "banknote", "Dit avoir déjà payé", "Relances en pause, à vérifier sous 2 jours"),
    Choice("dispute", "hand", "N’est pas d’accord", "Les relances s’arrêtent tout de suite"),
    Choice("unreachable", "phone-missed", "Ne répond pas", "On essaie autrement demain"),
    Choice("pause", "pause", "Attendre jusqu’au…", "Demain, lundi, fin du mois, une date"),
    Choice("skip", "skip-forward", "Sauter cette étape", "La suivante garde sa date"),
)
AT_ONCE = frozenset({"paid", "dispute", "unreachable", "skip"})


def hold_choices(urls: dict[str, str]) -> tuple[Choice, ...]:
    """The drawer's six lines with their addresses, by kind; a kind without address is left out."""
    return tuple(
        replace(choice, url=urls[choice.kind], posts=choice.kind in AT_ONCE)
        for choice in HOLDS
        if choice.kind in urls
    )
