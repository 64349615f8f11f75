"""OFX 1 (SGML, tags left open) and OFX 2 (XML), as French banks write them.

Read by its tags and never by an XML parser: nothing in the file can be expanded or fetched. Open Financial Exchange
1.6 and 2.2, section 11.4.4 (STMTTRN).
"""

import html
import re
from datetime import date

from kaye.imports.bank.statement import NAME, RefusedLine, Statement, StatementError, clean
from kaye.rules.documents.bank_lines import BankLine
from kaye.rules.money import MoneyError, parse_money

_ENTRY = re.compile(r"<STMTTRN>(.*?)(?=</STMTTRN>|<STMTTRN>|</BANKTRANLIST>|\Z)", re.IGNORECASE | re.DOTALL)
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHARSET = re.compile(r"CHARSET:\s*(\S+)|encoding=[\"']([\w-]+)[\"']", re.IGNORECASE)


def read_ofx(data: bytes, currency: str) -> Statement:
    """Raises StatementError when the account is in another currency."""
    text = _text(data)
    written = _tag(text, "CURDEF")
    if written and written != currency:
        raise StatementError(f"Ce relevé est en {written}, l'entreprise compte en {currency}.")
    lines, refused = [], []
    for number, match in enumerate(_ENTRY.finditer(text), 1):
        entry = match[1]
        try:
            lines.append(_line(number, entry, currency))
        except ValueError as fault:
            refused.append(RefusedLine(number, str(fault), (clean(re.sub(r"<[^>]*>", " ", entry)),)))
    return Statement("ofx", _tag(text, "ACCTID"), tuple(lines), tuple(refused))


def _line(number: int, entry: str, currency: str) -> BankLine:
    """Raises ValueError, in French."""
    posted = _DAY.match(_tag(entry, "DTPOSTED"))
    if posted is None:
        raise ValueError("La date manque ou n'est pas lisible.")
    try:
        on = date(int(posted[1]), int(posted[2]), int(posted[3]))
    except ValueError:
        raise ValueError(f"« {posted[0]} » : ce jour n'existe pas.") from None
    name, memo = clean(_tag(entry, "NAME"), NAME), clean(_tag(entry, "MEMO"))
    label = clean(f"{name} {memo}" if memo and memo != name else name)
    return BankLine(
        number=number,
        on=on,
        amount=amount_of(_tag(entry, "TRNAMT"), currency),
        label=label,
        name="",  # NAME holds the first words of the label more often than a person
        bank_id=clean(_tag(entry, "FITID"), 60),
    )


def amount_of(text: str, currency: str) -> int:
    """Minor units of « -45.10 », « +45,10 », « 1500.00 » in francs. Raises ValueError, in French."""
    plain = text.strip().removeprefix("+")
    if currency != "EUR":  # machines write the francs with two zeros
        plain = re.sub(r"[.,](?:0{1,2}|0{4,})$", "", plain)
    else:
        plain = re.sub(r"([.,]\d\d)0{1,3}$", r"\1", plain)
    try:
        return parse_money(plain, currency)
    except MoneyError as fault:
        raise ValueError(str(fault)) from None


def _tag(text: str, name: str) -> str:
    """The value of the first such tag, closed or not."""
    match = re.search(rf"<{name}>([^<\r\n]*)", text, re.IGNORECASE)
    return html.unescape(match[1]).strip() if match else ""


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    told = _CHARSET.search(data[:1000].decode("latin-1"))
    wanted = (told[1] or told[2] or "") if told else ""
    latin = "latin-1" if wanted.upper() in ("ISO-8859-1", "8859-1") else "cp1252"
    return data.decode(latin, "replace")
