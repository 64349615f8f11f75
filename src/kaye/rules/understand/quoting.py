"""The new part of a text: what the writer adds, without what is quoted, forwarded or signed (C39)."""

import re

# Everything from here on was written earlier.
_CUT = re.compile(
    r"^[ \t>]*(?:"
    r"[-=_]{2,} ?(?:message d.origine|original message|message transf[ée]r[ée]|forwarded message|(?:message|mail|e-mail|courriel) original).*"
    r"|_{8,}\s*$"
    r"|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée]).*"
    r"|(?:le|on|am|op) (?=[^\n]{0,80}\d)[^\n]{0,160}(?:\n[^\n]{0,120})?\b(?:a [ée]crit|wrote|schreef|schrieb) ?:.*"
    r"|[^\n]{0,120}<[^\n<>@]{1,80}@[^\n<>@]{1,120}>[^\n]{0,10}\ba [ée]crit ?:.*"
    r"|\*?(?:de|from|exp[ée]diteur) ?:\*? ?[^\n]+\n(?:[^\n]*\n)?\*?(?:envoy[ée]|sent|date|[àa]|to|objet|subject|pour) ?:.*"
    r"|envoy[ée] ?: ?[^\n]+\n(?:de|from) ?:.*"
    r"|envoy[ée] (?:de|depuis|à partir de) (?:mon|ma|outlook|yahoo|gmail|mail|l.application|proton)[^\n]*"
    r"|sent from my [^\n]*"
    r"|envoy[ée] avec (?:la messagerie|mon|proton|tutanota|gmx)[^\n]*"
    r"|(?:t[ée]l[ée]charge[rz]?|obtene?[iz]r?|get) outlook (?:pour|for) [^\n]*"
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
_MARKS = (">", "| >")
_AWAY = re.compile(
    r"r[ée]ponse automatique|r[ée]ponse d.absence|message d.absence|automatic reply|out of office"
    r"|(?:je suis|nous sommes) (?:actuellement |pr[ée]sentement )?(?:absente?s?|en cong[ée]s?)"
    r".{0,120}(?:je (?:vous r[ée]pondrai|prendrai connaissance|traiterai)|en cas d.urgence|[àa] mon retour"
    r"|de retour le|jusqu.au)",
    re.IGNORECASE | re.DOTALL,
)


def new_part(text: str) -> str:
    """The lines written for this message; empty when there are none."""
    return parted(text)[0]


def parted(text: str) -> tuple[str, str]:
    """What was written for this message, and the other lines in their order: quoted, forwarded, signed."""
    lines = text.split("\n")
    own = [number for number, line in enumerate(lines) if not line.lstrip().startswith(_MARKS)]
    kept = "\n".join(lines[number] for number in own)
    end = cut.start() if (cut := _CUT.search(kept)) else len(kept)
    if (closing := _CLOSING.search(kept, 0, end)) and kept[: closing.start()].strip():
        end = closing.start()
    if end == len(kept):
        mine = own
    else:
        mine = own[: kept.count("\n", 0, end)]
    written = set(mine)
    rest = "\n".join(line for number, line in enumerate(lines) if number not in written)
    return "\n".join(lines[number] for number in mine).strip(), rest.strip("\n")


def is_automatic(text: str) -> bool:
    """Whether a machine answers in the writer's absence."""
    return bool(_AWAY.search(text))
