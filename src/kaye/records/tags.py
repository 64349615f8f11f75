"""Words put on customers: the same word whatever its case and accents."""

from kaye.records.models import Business, Tag
from kaye.rules.draft import folded


def tag_key(name: str) -> str:
    """« Chantier Nord » and « chantier nord » are one."""
    return " ".join(folded(name).split())[:40]


def tag_named(business: Business, name: str) -> Tag:
    """The tag of that name, made when it is new."""
    tag, _ = Tag.objects.get_or_create(
        business=business, key=tag_key(name), defaults={"name": name.strip()[:40]}
    )
    return tag
