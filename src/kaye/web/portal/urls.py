"""Addresses given to customers (M39): `/d/` a paper, `/p/` a payment, `/c/` their space, `/u/` their refusal (C54);
`/f/` the form of a business (C59)."""

from django.urls import path

from kaye.web.portal import acts, papers, payments, signing, space
from kaye.web.portal.form import colours, form_page, loader
from kaye.web.portal.unsubscribe import stop_page

urlpatterns = [
    path("f/<str:token>/", form_page, name="portal_form"),
    path("f/<str:token>", form_page, name="portal_form_bare"),
    path("f/<str:token>/kaye.js", loader, name="portal_form_loader"),
    path("f/<str:token>/couleur.css", colours, name="portal_form_colours"),
    path("u/<str:token>/", stop_page, name="portal_stop"),
    path("u/<str:token>", stop_page, name="portal_stop_bare"),
    path("d/<str:token>", papers.document, name="portal_document"),
    path("d/<str:token>/pdf", papers.pdf, name="portal_document_pdf"),
    path("d/<str:token>/preuve", papers.proof, name="portal_document_proof"),
    path("d/<str:token>/code.svg", payments.document_code, name="portal_document_code"),
    path("d/<str:token>/signer", signing.sign, name="portal_document_sign"),
    path("d/<str:token>/code", signing.document_code, name="portal_document_ask_code"),
    path("d/<str:token>/payer", payments.document_start, name="portal_document_start"),
    path("d/<str:token>/<slug:act>", acts.on_document, name="portal_document_act"),
    path("p/<str:token>", payments.payment, name="portal_payment"),
    path("p/<str:token>/pdf", papers.payment_pdf, name="portal_payment_pdf"),
    path("p/<str:token>/code.svg", payments.code, name="portal_payment_code"),
    path("p/<str:token>/payer", payments.start, name="portal_payment_start"),
    path("p/<str:token>/<slug:act>", acts.on_payment, name="portal_payment_act"),
    path("c/<str:token>", space.space, name="portal_space"),
    path("c/<str:token>/releve", space.statement_file, name="portal_space_statement"),
    path("c/<str:token>/preferences", space.preferences, name="portal_space_preferences"),
    path("c/<str:token>/code", space.code, name="portal_space_code_for_address"),
    path("c/<str:token>/adresse", space.address, name="portal_space_address"),
    path("c/<str:token>/papier/<int:document>", papers.in_space, name="portal_space_document"),
    path("c/<str:token>/papier/<int:document>/pdf", papers.pdf_in_space, name="portal_space_pdf"),
    path("c/<str:token>/papier/<int:document>/signer", signing.sign_in_space, name="portal_space_sign"),
    path("c/<str:token>/papier/<int:document>/code", signing.ask_code_in_space, name="portal_space_ask_code"),
    path(
        "c/<str:token>/papier/<int:document>/<slug:act>",
        acts.on_space_document,
        name="portal_space_document_act",
    ),
    path("c/<str:token>/dette/<int:debt>", payments.in_space, name="portal_space_payment"),
    path("c/<str:token>/dette/<int:debt>/code.svg", payments.code_in_space, name="portal_space_code"),
    path("c/<str:token>/dette/<int:debt>/payer", payments.start_in_space, name="portal_space_start"),
    path("c/<str:token>/dette/<int:debt>/<slug:act>", acts.on_space_debt, name="portal_space_debt_act"),
]
