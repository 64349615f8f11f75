"""The first day: three steps at most, each can be skipped."""
