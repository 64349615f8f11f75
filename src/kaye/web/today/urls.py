"""Addresses of the morning list. A POST to the noun does it."""

from django.urls import path

from kaye.web.today import rewording, sending, taps, views

urlpatterns = [
    path("", views.morning, name="today"),
    path("reste/", views.rest, name="today_rest"),
    path("relance/<str:item>/", views.one, name="today_item"),
    path("relance/<str:item>/texte/", rewording.reword, name="today_words"),
    path("relance/<str:item>/ouverte/", taps.opened, name="today_opened"),
    path("relance/<str:item>/faite/", taps.done, name="today_done"),
    path("envoi/<int:outgoing>/", sending.outgoing, name="today_outgoing"),
    path("relance/annulation/<int:event>/", taps.taken_back, name="today_undo"),
    path("relance/<str:item>/accord/", taps.agreed, name="today_agreed"),
]
