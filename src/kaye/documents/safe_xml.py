"""XML from anybody: no entity, no document type, no network, a bounded size."""

import importlib
import re
from typing import Any

MOST = 5_000_000  # bytes
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DEEPEST = 60


class UnsafeXml(ValueError):
    """Not XML, too large, or able to do harm; the message is a French sentence."""


def parsed(content: bytes) -> Any:
    """The root element. Raises UnsafeXml."""
    etree = importlib.import_module("lxml.etree")
    if len(content) > MOST:
        raise UnsafeXml("Ce fichier est trop gros : 5 Mo au plus.")
    if _DOCTYPE.search(content) or _DOCTYPE.search(content.replace(b"\0", b"")):
        raise UnsafeXml("Ce fichier contient des définitions qui ne sont pas permises dans une facture.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as failure:
        raise UnsafeXml("Ce fichier n'est pas une facture électronique lisible.") from failure
    if root.getroottree().docinfo.doctype:
        raise UnsafeXml("Ce fichier contient des définitions qui ne sont pas permises dans une facture.")
    if any(depth > _DEEPEST for depth in _depths(root)):
        raise UnsafeXml("Ce fichier n'est pas une facture électronique lisible.")
    return root


def _depths(root: Any) -> Any:
    pending = [(root, 1)]
    while pending:
        element, depth = pending.pop()
        yield depth
        pending.extend((child, depth + 1) for child in element)
