"""The address of the search."""

from django.urls import path

from kaye.web.search.views import search

urlpatterns = [path("recherche/", search, name="search")]
