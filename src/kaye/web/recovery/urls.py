"""Addresses of recovery, of the results of the steps, and of the closings."""

from django.urls import path

from kaye.web.recovery import books, file, letters, results

urlpatterns = [
    path("clients/<int:pk>/recouvrement/", file.page, name="customers_recovery"),
    path("clients/<int:pk>/recouvrement/frais/<int:debt>/", file.fees, name="customers_fees"),
    path("clients/<int:pk>/recouvrement/preuve/", file.proof, name="customers_proof"),
    path("clients/<int:pk>/mise-en-demeure/", letters.draft, name="customers_notices"),
    path("clients/<int:pk>/mise-en-demeure/<int:notice>/", letters.notice, name="customers_notice"),
    path("clients/<int:pk>/mise-en-demeure/<int:notice>/lettre/", letters.letter, name="customers_letter"),
    path("clients/<int:pk>/cabinet/", letters.give, name="customers_hand_offs"),
    path("clients/<int:pk>/cabinet/<int:file>/", letters.take, name="customers_hand_off"),
    path("clients/<int:pk>/cabinet/<int:file>/dossier/", letters.brief, name="customers_brief"),
    path("relances/resultats/", results.results, name="scenarios_results"),
    path("relances/factures/", results.choose, name="scenarios_for_invoices"),
    path("reglages/caisse/", books.closings, name="settings_closings"),
    path("reglages/caisse/controle/", books.check, name="settings_check"),
    path("reglages/exports/", books.exports, name="settings_exports"),
]
