"""The words and the progress of an import at a terminal."""

import sys
from datetime import datetime

from click.termui import progressbar

from kaye.actions.approve_import import approve_import
from kaye.actions.importing.answer import ImportAnswer, UndoAnswer
from kaye.actions.read_import import read_import
from kaye.records.models import Business

_THINGS = {
    "customers": "clients",
    "sales": "ventes",
    "invoices": "factures",
    "receivables": "dettes",
    "payments": "paiements",
    "products": "articles",
}
_LARGE = 2_000
_SHOWN = 20


def approve_file(
    business: Business, kind: str, data: bytes, filename: str, now: datetime, quiet: bool
) -> ImportAnswer:
    """Read, then write all of it or nothing; with a progress bar when it is long."""
    view = read_import(business=business, kind=kind, data=data, filename=filename, now=now, by="commande")
    assert view.batch is not None
    if quiet or view.line_count < _LARGE:
        return approve_import(business=business, batch=view.batch, now=now, by="commande")
    with progressbar(length=view.line_count, label="Import", file=sys.stderr) as bar:
        return approve_import(
            business=business,
            batch=view.batch,
            now=now,
            by="commande",
            progress=lambda lines: bar.update(max(0, lines - bar.pos)),
        )


def view_text(answer: ImportAnswer, written: bool) -> str:
    """What was, or would be, done: counts, refusals with their reason, warnings."""
    head = "Importé." if written else "Rien n'est encore enregistré."
    lines = [
        f"{head} Lignes prises : {answer.accepted} · déjà connues : {answer.unchanged} · "
        f"refusées : {answer.refused_count} · passées : {answer.ignored}"
    ]
    made = [f"{count} {_THINGS.get(thing, thing)}" for thing, count in answer.created.items() if count]
    if made:
        lines.append(("Créés : " if written else "À créer : ") + ", ".join(made))
    lines += [f"  ligne {r.line} refusée : {r.reason}" for r in answer.refused[:_SHOWN]]
    lines += [f"  ligne {w.line} : {w.message}" for w in answer.warnings[:_SHOWN]]
    if written and answer.batch is not None:
        lines.append(f"Pour revenir en arrière : kaye import --undo {answer.batch}")
    return "\n".join(lines)


def undone_text(undone: UndoAnswer) -> str:
    """What an undone import took back, and what stays because something depends on it."""
    taken = [f"{count} {_THINGS.get(thing, thing)}" for thing, count in undone.removed.items() if count]
    lines = ["Import annulé. Retirés : " + (", ".join(taken) or "rien")]
    lines += [f"  ligne {k.line} gardée : {k.what}, {k.because}" for k in undone.kept[:_SHOWN]]
    return "\n".join(lines)
