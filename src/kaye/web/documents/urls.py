"""Addresses of « Documents »."""

from django.urls import path

from kaye.web.documents import acts, editor, listing, page, subscribing, subscriptions

urlpatterns = [
    path("documents/", listing.documents, name="documents"),
    path("documents/nouveau/<slug:kind>/", editor.new, name="documents_new"),
    path("documents/feuille/", editor.sheet, name="documents_sheet"),
    path("documents/total/", editor.sums, name="documents_sums"),
    path("documents/clients/", editor.customers, name="documents_customers"),
    path("documents/articles/", editor.articles, name="documents_articles"),
    path("documents/vente/<int:sale>/", acts.from_sale, name="documents_from_sale"),
    path("documents/abonnements/", subscriptions.subscriptions, name="documents_subscriptions"),
    path("documents/abonnements/nouveau/", subscribing.new, name="documents_subscribe"),
    path("documents/abonnements/<int:subscription>/", subscriptions.one, name="documents_subscription"),
    path(
        "documents/abonnements/<int:subscription>/faire/<slug:act>/",
        subscriptions.act,
        name="documents_subscription_act",
    ),
    path("documents/<int:pk>/", page.page, name="documents_page"),
    path("documents/<int:pk>/modifier/", editor.edit, name="documents_edit"),
    path("documents/<int:pk>/fichier/<slug:form>/", page.file, name="documents_file"),
    path("documents/<int:pk>/faire/<slug:act>/", acts.act, name="documents_act"),
]
