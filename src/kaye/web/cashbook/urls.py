"""Addresses of « Caisse »."""

from django.urls import path

from kaye.web.cashbook import bank, views

urlpatterns = [
    path("caisse/", views.cashbook_page, name="cashbook"),
    path("caisse/banque/", bank.lines, name="cashbook_bank"),
    path("caisse/banque/sures/", bank.sure, name="cashbook_bank_sure"),
    path("caisse/banque/<int:line>/", bank.book, name="cashbook_bank_line"),
    path("caisse/banque/<int:line>/sans-suite/", bank.ignore, name="cashbook_bank_ignored"),
]
