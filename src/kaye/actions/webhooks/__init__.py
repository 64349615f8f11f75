"""Telling other programs what happened: addresses, and what is sent to them."""
