"""REST for other programs, under /api/v1/: thin, on the same actions as the screens and the commands (M57)."""
