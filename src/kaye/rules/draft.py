"""A text about to leave, with all that a check needs to know about it: no database, no clock."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kaye.rules.wording import Library

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CAPITALISED = re.compile(r"(?<![\w@/.-])[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:-[^\W\d_]+)*")
_LINK = re.compile(r"\S*(?:://|www\.|@)\S*")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})

# First words of French sentences, courtesy words, days and months: capitals that name nobody.
_STARTERS = frozenset(
    re.findall(
        r"\S+",
        """
        a afin ainsi alors apres au aujourd aujourd'hui aucun aucune aussi autre aux avant avec avez
        avoir avril aout besoin bien bientot bises bon bonjou bonjour bonne bonsoir c'est ca car ce
        cela cependant certains ces cet cette chaque cher chere chers chez ci coucou cordialement
        comme comment d'accord d'ici dans de decembre demain depuis des desole dette dimanche dis
        dites docteur dont du elle elles en encore enfin ensuite envoyez est et facture fevrier
        grand grande hier il ils janvier je jeudi j'ai j'espere juillet juin jusqu l'equipe la le
        les leur livraison lorsque lundi ma madame mademoiselle mai mais maintenant maitre malgre
        maman mardi mars me meilleures merci mercredi mes mesi messieurs mesdames mon monsieur
        montant n'hesitez ne nos notre nous nouveau novembre octobre ok on or ou oui non papa par
        parce pas passez patron patronne pendant petit petite peux peut plus pour pourriez pourquoi
        pouvez pouvons puis puisque quand que quel quelle quelques qui quoi rappel reglement regler
        repondez reste rien s'il sa salut samedi sans sauf se selon septembre ses si sinon soit
        somme son sous souvenez stop suite sur ta tata tantie te tel telephone tes ton tonton total
        tous tout toute toutes tres tu un une vendredi veuillez voici voila vos votre vous vu
        whatsapp fcfa eur sms iban rib momo mtn orange money wave mobile
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `message_fr`: the reason and the one correction; `fragment`: the words at fault."""

    check: str
    severity: str  # "block" | "warn"
    message_fr: str
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One text for one customer, as it would leave now.

    `amounts`, `minor` and `dates` come from the live balance, read again at this moment. `values` are the
    free words that filled the text (subject of the sale, article, place, means of payment, name of the business).
    `edited`: a person typed this text, or the business changed the template.
    """

    text: str
    form: str
    channel: str = ""
    subject: str = ""
    address: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    civility: str = ""
    salutation: str = ""
    other_names: frozenset[str] = frozenset()
    other_references: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    minor: int | None = None
    currency: str = ""
    dates: frozenset[date] = frozenset()
    step_tone: int = 0
    text_tone: int = 0
    is_consumer: bool | None = None
    law: str = ""
    purpose: str = "transactional"
    within_window: bool = True
    address_state: str = "ok"  # "ok" | "dead" | "malformed" | "missing"
    own_hosts: frozenset[str] = frozenset()
    edited: bool = False
    informal: bool = False

    @property
    def internal(self) -> bool:
        """Words that only the owner reads: a list of the morning, what to say on the phone."""
        return self.purpose == "internal" or self.form == "script"

    @property
    def whole(self) -> str:
        """Subject and body: what the customer reads."""
        return f"{self.subject}\n{self.text}" if self.subject else self.text


def folded(words: str) -> str:
    """Lower case without accents, to compare names as people type them."""
    if words.isascii():
        return words.lower()
    plain = unicodedata.normalize("NFKD", words.translate(_LIGATURES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def words_of(text: str) -> list[str]:
    """The folded words, names with a hyphen kept whole."""
    return _WORD.findall(folded(text))


def own_words(draft: Draft) -> frozenset[str]:
    """Every word of this customer or of what the text is about, parts of compound names included."""
    known = (draft.first_name, draft.last_name, draft.company, draft.civility, draft.salutation)
    found = {word for value in (*known, *draft.values, *draft.references) for word in words_of(value)}
    return frozenset(found | {part for word in found for part in re.split(r"['-]", word)})


def is_own_value(draft: Draft, fragment: str) -> bool:
    """True when these words came in with a value: an article called « Carte 5 000 FCFA », an invoice « 05/12 »."""
    wanted = folded(" ".join(fragment.split()))
    return any(wanted in folded(" ".join(value.split())) for value in draft.values | draft.references)


@lru_cache(maxsize=8)
def vocabulary(library: Library) -> frozenset[str]:
    """Every fixed word of the library, folded: a capital on one of them names nobody."""
    texts = (
        literal
        for message in library.messages.values()
        for template in message.forms.values()
        for literal in template.literals
    )
    return frozenset(word for text in texts for word in words_of(text))


def suspects(draft: Draft, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Words that might name another customer, as written; the edge looks them up, once per batch.

    A plain rendering of the library holds no word that nobody checked: it has none. `known`: `vocabulary()`.
    """
    if not draft.edited:
        return frozenset()
    own = own_words(draft)
    found = _CAPITALISED.findall(_LINK.sub(" ", draft.whole))
    return frozenset(word for word in found if not _is_plain(folded(word), own, known))


def _is_plain(word: str, own: frozenset[str], known: frozenset[str]) -> bool:
    return word in own or word in _STARTERS or word in known
