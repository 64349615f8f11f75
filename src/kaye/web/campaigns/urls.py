"""Addresses of « Relances → Campagnes »."""

from django.urls import path

from kaye.web.campaigns import editor, leaving, views

urlpatterns = [
    path("relances/campagnes/", views.campaigns, name="scenarios_campaigns"),
    path("relances/campagnes/nouvelle/", editor.new, name="scenarios_campaign_new"),
    path("relances/campagnes/<int:campaign>/", views.campaign, name="scenarios_campaign"),
    path("relances/campagnes/<int:campaign>/texte/", editor.edit, name="scenarios_campaign_edit"),
    path("relances/campagnes/<int:campaign>/depart/", leaving.departure, name="scenarios_campaign_departure"),
    path("relances/campagnes/<int:campaign>/arret/", leaving.stopped, name="scenarios_campaign_stopped"),
    path("relances/campagnes/<int:campaign>/reprise/", leaving.resumed, name="scenarios_campaign_resumed"),
]
