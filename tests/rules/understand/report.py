"""Writes the figures of docs/operate/understanding.md: `python -m tests.rules.understand.report`."""

from pathlib import Path

from tests.rules.understand.scoring import Dates, Result, result

PAGE = Path(__file__).parents[3] / "docs" / "operate" / "understanding.md"
_START, _END = "<!-- figures -->\n", "<!-- end of figures -->\n"
_PARTS = (("dev", "réglage"), ("test", "figée"), ("second", "deuxième"), ("third", "troisième"))


def figures() -> str:
    """The tables, in Markdown."""
    lines = ["", "| Partie | Messages | Intention juste en premier | Réponse attendue | Montants | Dates |"]
    lines += ["|---|---|---|---|---|---|"]
    lines += [_line(name, result(part)) for part, name in _PARTS]
    lines += ["", "| Dates (figée et deuxième) | Justes | Fausses | Aucune |", "|---|---|---|---|"]
    lines += [
        _dates("Qui décident de l'argent (figée)", result("test").money_dates),
        _dates("Qui décident de l'argent (deuxième)", result("second").money_dates),
        _dates("Expressions seules (figée)", result("test").expressions),
        _dates("Expressions seules (deuxième)", result("second").expressions),
    ]
    lines += ["", "| Intention | Précision (figée) | Rappel (figée) | Précision (2e, 3e) | Rappel (2e, 3e) |"]
    lines += ["|---|---|---|---|---|"]
    lines += [_intent(name) for name in sorted(result("test").intents)]
    return "\n".join([*lines, "", ""])


def _line(name: str, found: Result) -> str:
    of = found.messages
    dates = f"{found.dates.right} justes, {found.dates.wrong} fausses, {found.dates.none} manquées"
    return (
        f"| {name} | {of} | {_percent(found.first, of)} | {_percent(found.answers, of)} "
        f"| {_percent(found.amounts, of)} | {dates} |"
    )


def _dates(name: str, dates: Dates) -> str:
    return f"| {name} | {dates.right} | {dates.wrong} | {dates.none} |"


def _intent(name: str) -> str:
    frozen = result("test").intents[name]
    later = [result(part).intents.get(name) for part in ("second", "third")]
    right = sum(score.right for score in later if score)
    invented = sum(score.invented for score in later if score)
    missed = sum(score.missed for score in later if score)
    return (
        f"| `{name}` | {frozen.precision:.2f} | {frozen.recall:.2f} "
        f"| {_ratio(right, right + invented)} | {_ratio(right, right + missed)} |"
    )


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    head, rest = page.split(_START)
    tail = rest.split(_END)[1]
    PAGE.write_text(f"{head}{_START}{figures()}{_END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
