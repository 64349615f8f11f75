"""The settings as text, made from their one list."""

from kaye.settings.config import SETTINGS

_HEAD = """# Settings

<!-- Made by `kaye settings-sample --page > docs/operate/settings.md` from src/kaye/settings/config.py. -->

Each is a variable of the environment, read when a process starts. None is needed to begin. `kaye settings-sample`
prints them as a file to fill in. What belongs to one business (name, channels, team) is set in the screens.

| name | without it | what it does |
|---|---|---|
"""


def settings_sample() -> str:
    """A file of the environment: each setting commented out, with its default."""
    return "\n".join(f"# {each.description}\n# {each.name}={each.default}\n" for each in SETTINGS)


def settings_page() -> str:
    """Markdown, the descriptions in French as the operator sees them elsewhere."""
    rows = (f"| `{each.name}` | {_shown(each.default)} | {each.description} |\n" for each in SETTINGS)
    return _HEAD + "".join(rows)


def _shown(default: str) -> str:
    return f"`{default}`" if default else "empty"
