"""Addresses of the customers' screens. Nouns; a POST to the noun does it."""

from django.urls import path

from kaye.web.customers import account, data, edit, given, holds, listing, page, payments, plans, points

urlpatterns = [
    path("clients/", listing.customers, name="customers"),
    path("clients/nouveau/", edit.new, name="customers_new"),
    path("clients/<int:pk>/", page.page, name="customers_page"),
    path("clients/<int:pk>/histoire/", page.older, name="customers_history"),
    path("clients/<int:pk>/donnees/", data.data, name="customers_data"),
    path("clients/<int:pk>/donnees/copie/", data.copy, name="customers_data_copy"),
    path("clients/<int:pk>/donnees/oubli/", data.forget, name="customers_data_forget"),
    path("clients/<int:pk>/fiche/", edit.edit, name="customers_edit"),
    path("clients/<int:pk>/paiement/", payments.pay, name="customers_pay"),
    path("clients/<int:pk>/paiement/<int:payment>/", payments.reverse, name="customers_payment"),
    path("clients/<int:pk>/paiement/<int:payment>/cheque/", account.cheque, name="customers_cheque"),
    path("clients/<int:pk>/avance/", account.use_credit, name="customers_credit"),
    path("clients/<int:pk>/remboursement/", account.give_back, name="customers_refund"),
    path("clients/<int:pk>/perte/", account.lose, name="customers_loss"),
    path("clients/<int:pk>/perte/<int:loss>/fin/", account.find_again, name="customers_loss_end"),
    path("clients/<int:pk>/echeancier/", plans.plan, name="customers_plan"),
    path("clients/<int:pk>/echeancier/<int:plan>/fin/", plans.end, name="customers_plan_end"),
    path("clients/<int:pk>/pages/", given.pages, name="customers_pages"),
    path("clients/<int:pk>/pages/fin/", given.close_all, name="customers_pages_end_all"),
    path("clients/<int:pk>/pages/<int:link>/fin/", given.close, name="customers_pages_end"),
    path("clients/<int:pk>/contact/", points.add, name="customers_point_add"),
    path("clients/<int:pk>/contact/<int:point>/", points.change, name="customers_point"),
    path("clients/<int:pk>/attente/<str:kind>/", holds.place, name="customers_hold"),
    path("clients/<int:pk>/attente/<int:hold>/fin/", holds.lift, name="customers_hold_end"),
    path("annulation/<int:event>/", holds.take_back, name="customers_undo"),
]
