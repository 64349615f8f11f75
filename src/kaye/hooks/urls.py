"""Addresses given to other people's servers: one per account, named by a token that nobody can guess."""

from django.urls import path

from kaye.hooks.payments import payment_hook

urlpatterns = [path("<str:name>/<str:token>/", payment_hook, name="hook")]
