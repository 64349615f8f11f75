"""Address of a one-use link."""

from django.urls import path

from kaye.web.entry import views

urlpatterns = [path("_entrer/<str:token>/", views.enter, name="entry")]
