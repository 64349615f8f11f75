"""The pictures of the guide: `python -m tests.journeys.screenshots` opens the demo and photographs it at 390 px.

Always the same Monday, 8:10 in Douala, so that a picture changes only when its page does.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.tools.chromium import FLAGS, find_chromium

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "guide" / "images"
SAMPLES = ROOT / "src" / "kaye" / "imports" / "samples"
NOW = "2026-11-23T08:10:00+01:00"
_SIZE = ViewportSize(width=390, height=844)


@dataclass(frozen=True, slots=True)
class Shot:
    """`path`: the page; `customer`: whose page is opened from there; `file`: a sample given; `opens`: touched last."""

    name: str
    path: str
    customer: str = ""
    opens: str = ""
    file: str = ""


SHOTS = (
    Shot("aujourdhui-390", "/"),
    Shot("vendre-390", "/vendre/"),
    Shot("clients-390", "/clients/"),
    Shot("client-390", "/clients/", customer="Mr Étienne"),
    Shot("noter-390", "/clients/", customer="Mr Étienne", opens="Noter"),
    Shot("stock-390", "/stock/"),
    Shot("relances-390", "/relances/notebook_debt/"),
    Shot("calendrier-390", "/relances/calendrier/"),
    Shot("texte-390", "/relances/textes/pay.notebook.cm/whatsapp/"),
    Shot("import-fait-390", "/importer/", opens="cahier-moussa.csv"),
    Shot("importer-390", "/importer/", opens="Voir avant d’importer", file="cahier-moussa.csv"),
    Shot("reglages-390", "/reglages/"),
    Shot("canaux-390", "/reglages/canaux/"),
    Shot("sauvegarde-390", "/reglages/sauvegarde/"),
)


def main() -> None:
    """Writes docs/guide/images/*.png anew."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, _demo(Path(home)) as demo:
        assert demo.stdout is not None
        try:
            _photograph(_link(demo))
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.communicate(timeout=60)


def _demo(home: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "KAYE_HOME": str(home), "KAYE_NOW": NOW, "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    kaye = Path(sys.executable).parent / "kaye"
    command = [str(kaye), "demo", "--port", "8470"]
    return subprocess.Popen(command, env=environment, cwd=home, stdout=subprocess.PIPE, text=True)


def _link(demo: subprocess.Popen[str]) -> str:
    """The way in, once the site answers."""
    assert demo.stdout is not None
    link = ""
    for line in demo.stdout:
        if found := re.search(r"http\S+/_entrer/\S+", line):
            link = found[0]
        if line.startswith("Ctrl-C"):
            return link
    raise SystemExit("the demo stopped before it began")


def _photograph(link: str) -> None:
    executable = find_chromium()
    if executable is None:
        raise SystemExit("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        page = browser.new_page(viewport=_SIZE, color_scheme="light", reduced_motion="reduce", locale="fr-FR")
        page.goto(link)
        with page.expect_navigation():
            page.locator("main form button").click()
        base = page.url.rstrip("/")
        for shot in SHOTS:
            _take(page, base, shot)
        browser.close()


def _take(page: Page, base: str, shot: Shot) -> None:
    page.goto(base + shot.path)
    if shot.customer:
        page.get_by_role("link", name=shot.customer).first.click()
        page.get_by_role("heading", level=1, name=shot.customer).wait_for()
    if shot.file:
        page.get_by_label("Votre fichier").set_input_files(SAMPLES / shot.file)
    if shot.opens:
        page.locator("a, button", has_text=shot.opens).locator("visible=true").first.click()
        page.wait_for_load_state("networkidle")
    target = IMAGES / f"{shot.name}.png"
    page.screenshot(path=target)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB", flush=True)


if __name__ == "__main__":
    main()
