"""Addresses of « Boîte »."""

from django.urls import path

from kaye.web.inbox import acts, answering, canned, files, listing, page, pipeline, shelving
from kaye.web.preferences import hours

urlpatterns = [
    path("boite/", listing.inbox, name="inbox"),
    path("boite/plusieurs/", shelving.bulk, name="inbox_bulk"),
    path("boite/demandes/", pipeline.requests, name="inbox_requests"),
    path("boite/demande/", acts.new_request, name="inbox_request_new"),
    path("boite/demande/<int:request_pk>/", acts.change_request, name="inbox_request"),
    path("boite/fichier/<str:token>/", files.attachment, name="inbox_file"),
    path("boite/mail/<str:token>/", files.mail, name="inbox_mail"),
    path("boite/compris/<int:sheet>/", acts.understood, name="inbox_understood"),
    path("boite/verdict/<int:said>/", shelving.verdict, name="inbox_verdict"),
    path("boite/rapprochement/<int:proposal>/", acts.match, name="inbox_match"),
    path("boite/fiches/<int:merge_pk>/separer/", acts.part, name="inbox_unmerge"),
    path("boite/tache/<int:task>/", acts.task, name="inbox_task"),
    path("boite/envoi/<int:outgoing>/", answering.cancel, name="inbox_cancel"),
    path("boite/<int:pk>/", page.conversation, name="inbox_thread"),
    path("boite/<int:pk>/suite/", page.live, name="inbox_live"),
    path("boite/<int:pk>/repondre/", answering.answer, name="inbox_reply"),
    path("boite/<int:pk>/note/", answering.between, name="inbox_note"),
    path("boite/<int:pk>/ecrit/", answering.writing, name="inbox_writing"),
    path("boite/<int:pk>/lu/", answering.seen, name="inbox_seen"),
    path("boite/<int:pk>/non-lu/", shelving.unread, name="inbox_unread"),
    path("boite/<int:pk>/plus-tard/", shelving.later, name="inbox_snooze"),
    path("boite/<int:pk>/confier/", shelving.hand_over, name="inbox_assign"),
    path("boite/<int:pk>/classer/", shelving.close, name="inbox_close"),
    path("boite/<int:pk>/appel/", shelving.call, name="inbox_call"),
    path("reglages/heures/", hours.hours, name="settings_hours"),
    path("reglages/reponses/", canned.replies, name="settings_canned"),
    path("reglages/reponses/<int:canned_pk>/", canned.one, name="settings_canned_one"),
]
