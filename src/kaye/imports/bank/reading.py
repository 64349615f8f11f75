"""The one door into a bank statement: which format is it, is it safe to open?"""

import codecs
import re

from kaye.imports.bank.camt import read_camt
from kaye.imports.bank.ofx import read_ofx
from kaye.imports.bank.statement import MAX_BYTES, MAX_LINES, Statement, StatementError
from kaye.imports.bank.table_lines import read_table_lines

_ASK_FOR = "Choisissez le relevé au format CSV, OFX ou CAMT.053, tel que la banque le donne."
_HEAD = 4096
_OFX = re.compile(r"OFXHEADER|<OFX>|<\?OFX", re.IGNORECASE)


def read_statement(data: bytes, name: str, currency: str) -> Statement:
    """Known by its content and not by its name. Raises only StatementError (French)."""
    if not data.strip():
        raise StatementError("Ce fichier est vide.")
    if len(data) > MAX_BYTES:
        raise StatementError("Ce fichier dépasse 10 Mo : choisissez une période plus courte.")
    if data.startswith(b"%PDF"):
        raise StatementError(f"Ce fichier est un PDF. {_ASK_FOR}")
    head = _head(data)
    if _OFX.search(head):
        found = read_ofx(data, currency)
    elif head.lstrip().startswith("<"):
        if "camt.05" not in head:
            raise StatementError(f"Ce fichier XML n'est pas un relevé de compte. {_ASK_FOR}")
        found = read_camt(data, currency)
    else:
        found = read_table_lines(data, name, currency)
    if len(found.lines) > MAX_LINES:
        raise StatementError(f"Ce relevé dépasse {MAX_LINES} lignes : choisissez une période plus courte.")
    return found


def _head(data: bytes) -> str:
    """The first characters, whatever the encoding: formats are told in plain letters."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[:_HEAD].decode("utf-16", "replace")
    return data[:_HEAD].decode("latin-1").removeprefix("\xef\xbb\xbf")
