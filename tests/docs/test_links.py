"""Local links and images of the documents exist; the commands shown are those of the Makefile and of `kaye`."""

import re
from pathlib import Path

import pytest
from click import Context

from kaye.cli.__main__ import root
from tests.journeys.screenshots import IMAGES, SHOTS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_LIGHT = 90_000  # bytes of one picture


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_local_links_lead_somewhere(document: Path) -> None:
    links = [link.split("#")[0] for link in _LINK.findall(document.read_text(encoding="utf-8"))]
    local = [link for link in links if link and "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_readme_s_commands_are_the_makefile_s() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(
        re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    shown = set(re.findall(r"\bmake ([a-z]+)", readme))
    assert {"demo", "test", "dev", "bench"} <= shown <= targets


def test_the_kaye_commands_shown_exist() -> None:
    known = set(root.list_commands(Context(root)))
    shown = {
        name
        for document in [ROOT / "README.md", *(ROOT / "docs" / "operate").glob("*.md")]
        for name in re.findall(r"(?:bin/|`)kaye ([a-z][a-z-]+)", document.read_text(encoding="utf-8"))
    }
    assert shown - known == set()
    assert {"init", "import", "up", "login", "backup", "restore", "check"} <= shown


def test_the_guide_s_pictures_are_those_of_the_command_and_light() -> None:
    pictures = {path.stem: path.stat().st_size for path in IMAGES.glob("*.png")}
    assert set(pictures) == {shot.name for shot in SHOTS}
    assert {name: size for name, size in pictures.items() if size > _LIGHT} == {}
    guide = "".join(page.read_text(encoding="utf-8") for page in IMAGES.parent.glob("*.md"))
    assert [name for name in pictures if f"images/{name}.png" not in guide] == []
