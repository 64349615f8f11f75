"""Aujourd'hui: what rings this morning, and the taps that answer it."""
