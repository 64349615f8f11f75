"""Addresses of « Boîte »."""

from django.urls import path

from kaye.web.inbox import acts, canned, files, listing, page

urlpatterns = [
    path("boite/", listing.inbox, name="inbox"),
    path("boite/demande/", acts.new_request, name="inbox_request_new"),
    path("boite/demande/<int:request_pk>/", acts.change_request, name="inbox_request"),
    path("boite/fichier/<str:token>/", files.attachment, name="inbox_file"),
    path("boite/mail/<str:token>/", files.mail, name="inbox_mail"),
    path("boite/compris/<int:sheet>/", acts.understood, name="inbox_understood"),
    path("boite/rapprochement/<int:proposal>/", acts.match, name="inbox_match"),
    path("boite/tache/<int:task>/", acts.task, name="inbox_task"),
    path("boite/<int:pk>/", page.conversation, name="inbox_thread"),
    path("boite/<int:pk>/suite/", page.live, name="inbox_live"),
    path("reglages/reponses/", canned.replies, name="settings_canned"),
    path("reglages/reponses/<int:canned_pk>/", canned.one, name="settings_canned_one"),
]
