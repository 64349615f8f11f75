"""Recherche: customers, articles, numbers of invoices."""
