"""Clients: the list, one customer's page, and what is done from it."""
