"""`make demo`, on the command behind it."""

import re
from pathlib import Path

import pytest

from tests.cli.processes import answer, done, interrupt, kaye, started, status_of, wait_for

pytestmark = pytest.mark.db_both


@pytest.mark.one_engine
def test_first_and_second_run(first_environment: dict[str, str], tmp_path: Path) -> None:
    environment = {**first_environment, "KAYE_NOW": "2026-11-24T08:00:00+01:00"}  # a Tuesday
    said = done(environment, "demo", "--no-serve")
    assert "Deux boutiques ouvertes" in said
    assert said.count("relances à faire aujourd'hui") == 2
    links = {_link(said)}
    assert answer(environment, "check")["ok"]

    seen = answer(environment, "today", "--business", "chez-moussa")["items"]
    done(environment, "done", seen[0]["id"], "--business", "chez-moussa", "--outcome", "sent")
    customers = len(answer(environment, "customers", "--business", "clim-antilles"))

    output = tmp_path / "demo.txt"
    with started(environment, output, "demo", "--port", "18700") as process:
        said = wait_for(output, "Ctrl-C pour arrêter")
        assert "Les données de la dernière fois sont gardées" in said
        links.add(_link(said))
        assert len(links) == 2
        assert status_of(_link(said)) == 200
        assert interrupt(process) == 0
    again = answer(environment, "today", "--business", "chez-moussa")["items"]
    assert seen[0]["id"] not in [item["id"] for item in again]
    assert len(answer(environment, "customers", "--business", "clim-antilles")) == customers


@pytest.mark.one_engine
def test_on_a_closed_day_it_shows_the_next_working_morning(kaye_environment: dict[str, str]) -> None:
    said = done(kaye_environment, "demo", "--no-serve", "--at", "2026-11-22T08:00")
    assert said.count("Aujourd'hui : dimanche, rien ne part. Voici lundi 23 novembre 2026") == 2
    assert said.count("relances à faire ce jour-là") == 2


@pytest.mark.one_engine
def test_no_mail_of_the_demo_leaves_this_machine(kaye_environment: dict[str, str], tmp_path: Path) -> None:
    environment = {
        **kaye_environment,
        "KAYE_NOW": "2026-11-24T14:00:00+00:00",
        "KAYE_SMTP_URL": "smtp://192.0.2.1:25",
    }
    done(environment, "demo", "--no-serve")
    del environment["KAYE_SMTP_URL"]
    waiting = answer(environment, "today", "--business", "clim-antilles", "--all")["items"]
    mails = [i for i in waiting if i["action"] == "approve" and i["channel"] == "email"]
    assert mails
    kaye(environment, "approve", mails[0]["id"], "--business", "clim-antilles")
    output = tmp_path / "demo.txt"
    kept = Path(environment["KAYE_HOME"]) / "courrier" / "0001.eml"
    with started(
        {**environment, "KAYE_SMTP_URL": "smtp://192.0.2.1:25"}, output, "demo", "--port", "18750"
    ) as process:
        wait_for(output, "partis")
        assert mails[0]["customer"]["email"] in kept.read_text(errors="replace")
        assert interrupt(process) == 0


def _link(said: str) -> str:
    found = re.search(r"http://localhost:\d+/\S+", said.split("Pour entrer", 1)[1])
    assert found is not None
    return found[0]
