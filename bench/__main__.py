"""`python -m bench [NAME…] [--db sqlite|postgres] [--quick]`: measures."""

import argparse
import importlib
import sys

from bench.bases import ENGINES, engines
from bench.report import Measure, say, write

NAMES = ("due", "sending", "pages", "import", "documents", "money", "campaign", "hooks", "inbox")
_MODULES = {"import": "importing"}
_BASELESS = frozenset({"documents"})  # measured once: no database takes part


def main(arguments: list[str]) -> int:
    """0 when every threshold is reached. `--quick` uses small sizes and writes nothing."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="|".join(NAMES))
    parser.add_argument("--db", choices=ENGINES)
    parser.add_argument("--quick", action="store_true", help="small sizes, nothing written")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    missed = 0
    names = asked.names or NAMES
    wanted = (asked.db,) if asked.db else ENGINES
    with engines(wanted if set(names) - _BASELESS else ()) as makers:
        for name in names:
            module = importlib.import_module(f"bench.{_MODULES.get(name, name)}")
            found: dict[str, list[Measure]] = {}
            for engine, maker in {"": None}.items() if name in _BASELESS else makers.items():
                print(f"{module.TITLE}, {engine}".removesuffix(", "), flush=True)
                found[engine] = []
                for measure in module.measure(maker, asked.quick):
                    say(measure)
                    found[engine].append(measure)
                    missed += measure.is_good is False
            if not asked.quick:
                write(name, module.TITLE, f"python -m bench {name}", found)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
