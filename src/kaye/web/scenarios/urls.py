"""Addresses of « Relances »."""

from django.urls import path

from kaye.web.scenarios import calendar, texts, versions, views

urlpatterns = [
    path("relances/", views.scenarios, name="scenarios"),
    path("relances/calendrier/", calendar.calendar, name="scenarios_calendar"),
    path("relances/textes/", texts.library, name="scenarios_texts"),
    path("relances/textes/<str:message>/<slug:form>/", texts.text, name="scenarios_text"),
    path("relances/textes/<str:message>/<slug:form>/origine/", texts.original, name="scenarios_original"),
    path("relances/<slug:key>/", views.scenario, name="scenarios_scenario"),
    path("relances/<slug:key>/brouillon/", views.draft, name="scenarios_draft"),
    path("relances/<slug:key>/versions/", versions.versions, name="scenarios_versions"),
    path("relances/<slug:key>/versions/<int:number>/", versions.restored, name="scenarios_restored"),
    path("relances/<slug:key>/passages/", versions.moves, name="scenarios_moves"),
]
