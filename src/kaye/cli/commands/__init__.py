"""One file per command: its module holds `command`, a click command of the same name (underscores become dashes)."""
