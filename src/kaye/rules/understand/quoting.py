"""The new part of a text: what the writer adds, without what is quoted, forwarded or signed (C39)."""

import re

# Everything from here on was written earlier.
_CUT = re.compile(
    r"^[ \t>]*(?:"
    r"-{2,} ?(?:message d.origine|original message|message transf[ée]r[ée]|forwarded message|message original).*"
    r"|_{8,}\s*$"
    r"|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée]).*"
    r"|(?:le|on|am|op) [^\n]{0,160}(?:\n[^\n]{0,120})?\b(?:a [ée]crit|wrote|schreef|schrieb) ?:.*"
    r"|[^\n]{0,120}<[^\n>]+@[^\n>]+>[^\n]{0,10}\ba [ée]crit ?:.*"
    r"|(?:de|from|exp[ée]diteur) ?: ?[^\n]+\n(?:[^\n]*\n)?(?:envoy[ée]|sent|date|[àa]|to|objet|subject|pour) ?:.*"
    r"|envoy[ée] (?:de|depuis|à partir de) (?:mon|ma|outlook|yahoo|gmail|mail|l.application|proton)[^\n]*"
    r"|sent from my [^\n]*"
    r"|t[ée]l[ée]charger? outlook pour [^\n]*"
    r"|-- ?$"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
# A line that ends a letter; a signature follows it.
_CLOSING = re.compile(
    r"^[ \t]*(?:bien |tr[èe]s )?(?:cordialement|sinc[èe]rement|respectueusement|amicalement|cdlt|cdt|bav"
    r"|(?:sinc[èe]res |meilleures? |mes )?salutations(?: distingu[ée]es)?)(?: [àa] vous)?[ .,!]*$",
    re.IGNORECASE | re.MULTILINE,
)
_AWAY = re.compile(
    r"r[ée]ponse automatique|r[ée]ponse d.absence|message d.absence|automatic reply|out of office"
    r"|(?:je suis|nous sommes) (?:actuellement |pr[ée]sentement )?(?:absente?s?|en cong[ée]s?)"
    r".{0,120}(?:je (?:vous r[ée]pondrai|prendrai connaissance|traiterai)|en cas d.urgence|[àa] mon retour"
    r"|de retour le|jusqu.au)",
    re.IGNORECASE | re.DOTALL,
)


def new_part(text: str) -> str:
    """The lines written for this message; the whole text when nothing else is left."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith((">", "| >"))]
    kept = "\n".join(lines)
    if cut := _CUT.search(kept):
        kept = kept[: cut.start()]
    if (closing := _CLOSING.search(kept)) and kept[: closing.start()].strip():
        kept = kept[: closing.start()]
    return kept.strip()


def is_automatic(text: str) -> bool:
    """Whether a machine answers in the writer's absence."""
    return bool(_AWAY.search(text))
