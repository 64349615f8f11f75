"""Addresses of the first steps."""

from django.urls import path

from kaye.web.firstrun import views

urlpatterns = [
    path("premiers-pas/", views.shop, name="firstrun"),
    path("premiers-pas/ecrire/", views.writing, name="firstrun_writing"),
    path("premiers-pas/cahier/", views.notebook, name="firstrun_notebook"),
]
