"""The shapes live beside the actions, for commands and API alike."""

from kaye.actions.shapes import days, item, money, stamp

__all__ = ["days", "item", "money", "stamp"]
