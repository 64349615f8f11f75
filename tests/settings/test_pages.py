"""The sample and the page of the docs say what the list of settings says."""

from pathlib import Path

from kaye.settings.config import SETTINGS
from kaye.settings.pages import settings_page, settings_sample

PAGE = Path(__file__).parents[2] / "docs" / "operate" / "settings.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), (
        "run: kaye settings-sample --page > docs/operate/settings.md"
    )


def test_the_sample_changes_nothing_until_a_line_is_opened() -> None:
    lines = settings_sample().splitlines()
    assert all(line.startswith("#") or not line for line in lines)
    assert [line for line in lines if "=" in line and line.startswith("# KAYE_HOME")] == ["# KAYE_HOME=var"]
    assert all(f"# {each.name}={each.default}" in lines for each in SETTINGS)
