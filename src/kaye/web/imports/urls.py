"""Addresses of « Importer »."""

from django.urls import path

from kaye.web.imports import columns, views, writing

urlpatterns = [
    path("importer/", views.imports, name="imports"),
    path("importer/<int:pk>/", views.batch, name="imports_batch"),
    path("importer/<int:pk>/colonnes/", columns.columns, name="imports_columns"),
    path("importer/<int:pk>/ecriture/", writing.write, name="imports_write"),
    path("importer/<int:pk>/abandon/", views.drop, name="imports_drop"),
    path("importer/<int:pk>/annulation/", writing.undo, name="imports_undo"),
]
