"""Clim'Antilles in Baie-Mahault sends papers to Mme Saint-Val; she opens them on her own telephone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_scopes import scope
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from kaye.actions.change_papers import change_papers
from kaye.actions.draft_document import draft_document
from kaye.actions.give_link import document_link
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.send_quote import send_quote
from kaye.records.links import url_of
from kaye.records.models import Business, Customer, Document, Link

NOW = "2026-05-13T10:00:00-04:00"  # a Wednesday


@dataclass(frozen=True, slots=True)
class Firm:
    """A professional with its identity, one customer, nothing sent yet."""

    business: Business
    elodie: Customer


def at(text: str = NOW) -> datetime:
    return datetime.fromisoformat(text)


def open_firm(country: str = "GP", **papers: str) -> Firm:
    """Baie-Mahault unless told otherwise; `papers`: settings of M58."""
    business = open_business(name="Clim’Antilles", country=country, now=at())
    business.place, business.phone = "Climatisation, Baie-Mahault", "+590590000000"
    business.save()
    with scope(business=business):
        known = {
            "legal_name": "Clim’Antilles SARL",
            "address": "ZI de Jarry, 97122 Baie-Mahault",
            "siren": "732829320",
            "iban": "FR76 3000 1007 9412 3456 7890 185",
        }
        change_papers(business=business, given={**known, **papers}, now=at())
        elodie = record_customer(
            business=business, now=at(), name_raw="Mme Élodie Saint-Val", phone="0690112233"
        )
    return Firm(business, elodie)


def quote(firm: Firm, **changes: Any) -> tuple[Document, Link]:
    """Two air conditioners for the villa, sent."""
    asked = {
        "prices": "ht",
        "lines": [
            {"label": "Split mural 12 000 BTU, inverter", "quantity": "2", "unit_price": "690"},
            {"label": "Pose et mise en service", "quantity": "2", "unit_price": "260"},
            {"label": "Goulotte et liaison frigorifique", "quantity": "4", "unit": "m", "unit_price": "25"},
        ],
        **changes,
    }
    with scope(business=firm.business):
        draft = draft_document(
            business=firm.business, kind="quote", asked=asked, customer=firm.elodie, now=at()
        )
        sent = send_quote(business=firm.business, document=draft, now=at())
        return sent.quote, sent.link


def path_of(link: Link) -> str:
    with scope(business=link.business):
        return "/" + url_of(link).split("/", 3)[3]


def visit(
    browser: Browser, live_server: LiveServer, path: str, width: int = 390, script: bool = True
) -> tuple[BrowserContext, Page, list[str]]:
    """A customer's browser, which has never seen us; what the console says, and every host asked, is kept."""
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    home = live_server.url
    page.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith(home) else None)
    page.goto(f"{home}{path}")
    return context, page, said


def invoice(firm: Firm, at_: str = NOW, **changes: Any) -> tuple[Document, Link]:
    """An hour of work invoiced and sent; the link of its page."""
    asked = {
        "prices": "ht",
        "lines": [{"label": "Entretien climatisation", "quantity": "1", "unit_price": "120"}],
        **changes,
    }
    with scope(business=firm.business):
        draft = draft_document(
            business=firm.business, kind="invoice", asked=asked, customer=firm.elodie, now=at(at_)
        )
        made = issue_invoice(business=firm.business, document=draft, now=at(at_))
        return made, document_link(business=firm.business, document=made, now=at(at_))
