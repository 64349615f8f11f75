"""The instant of every measure, apart from what needs Django."""

from datetime import datetime

NOW = datetime.fromisoformat("2026-06-10T14:00:00+00:00")  # a Wednesday, 10 h in Guadeloupe
