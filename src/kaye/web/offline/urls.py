"""Addresses of what works without a network."""

from django.urls import path

from kaye.web.offline import views

urlpatterns = [
    path("sw.js", views.worker, name="offline_worker"),
    path("hors-ligne/", views.offline, name="offline"),
    path("hors-ligne/<int:act>/", views.settle, name="offline_act"),
]
