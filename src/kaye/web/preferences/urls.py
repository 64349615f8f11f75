"""Addresses of « Réglages »."""

from django.urls import path

from kaye.web.preferences import (
    approved_texts,
    business,
    channels,
    copies,
    home,
    hooks,
    papers,
    privacy,
    programs,
    providers,
    shops,
    team,
)

urlpatterns = [
    path("reglages/", home.home, name="settings"),
    path("reglages/reprendre/", home.resume, name="settings_resume"),
    path("reglages/entreprise/", business.business, name="settings_business"),
    path("reglages/documents/", papers.papers, name="settings_papers"),
    path("reglages/documents/logo/", papers.logo, name="settings_logo"),
    path("reglages/donnees/", privacy.privacy, name="settings_privacy"),
    path("reglages/programmes/", programs.programs, name="settings_programs"),
    path("reglages/programmes/cle/<int:key>/", programs.revoke, name="settings_key_revoke"),
    path("reglages/programmes/adresse/<int:endpoint>/", programs.remove, name="settings_endpoint_remove"),
    path("reglages/canaux/", channels.channel_list, name="settings_channels"),
    path("reglages/canaux/ordre/", channels.order, name="settings_order"),
    path("reglages/canaux/<slug:name>/", channels.one, name="settings_channel"),
    path("reglages/canaux/<slug:name>/essai/", channels.attempt, name="settings_attempt"),
    path("reglages/canaux/<slug:name>/oublier/", channels.forget, name="settings_forget"),
    path("reglages/canaux/<slug:name>/adresse/", hooks.hook, name="settings_hook"),
    path("reglages/canaux/<slug:name>/textes/", approved_texts.approved_texts, name="settings_templates"),
    path("reglages/paiements/", providers.provider_list, name="settings_providers"),
    path("reglages/paiements/vu/", providers.seen, name="settings_online_seen"),
    path("reglages/paiements/<slug:name>/", providers.one, name="settings_provider"),
    path("reglages/paiements/<slug:name>/oublier/", providers.forget, name="settings_provider_forget"),
    path("reglages/equipe/", team.team, name="settings_team"),
    path("reglages/equipe/<int:pk>/role/", team.role, name="settings_role"),
    path("reglages/equipe/<int:pk>/retirer/", team.remove, name="settings_remove"),
    path("reglages/equipe/<int:pk>/lien/", team.link, name="settings_link"),
    path("reglages/boutiques/", shops.shops, name="settings_shops"),
    path("reglages/sauvegarde/", copies.copies, name="settings_copies"),
]
