"""Addresses of the member's devices."""

from django.urls import path

from kaye.web.devices import views

urlpatterns = [
    path("telephone/", views.devices, name="devices"),
    path("telephone/abonnement/", views.subscribe, name="devices_subscribe"),
    path("telephone/choix/", views.choose, name="devices_choose"),
    path("telephone/<int:device>/essai/", views.attempt, name="devices_attempt"),
    path("telephone/<int:device>/fin/", views.remove, name="devices_remove"),
]
