"""Accounts: who may sign up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """A Kayé is private: accounts are made by its owner, never by a passer-by."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
