"""Addresses of « Vendre »."""

from django.urls import path

from kaye.web.sell import orders, views

urlpatterns = [
    path("vendre/", views.sell, name="sell"),
    path("vendre/brouillon/", views.draft, name="sell_draft"),
    path("vendre/clients/", views.customers, name="sell_customers"),
    path("vendre/articles/", views.articles, name="sell_articles"),
    path("vendre/annuler/<int:event_id>/", views.take_back, name="sell_undo"),
    path("commandes/", orders.orders, name="sell_orders"),
    path("commandes/<int:pk>/livrer/", orders.deliver, name="sell_deliver"),
    path("commandes/<int:pk>/date/", orders.move, name="sell_move"),
    path("commandes/<int:pk>/annuler/", orders.cancel, name="sell_cancel"),
]
