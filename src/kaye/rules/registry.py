"""Finds plug-ins by looking into their folder: nobody lists them."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def discover(package: ModuleType) -> tuple[ModuleType, ...]:
    """Every module of the package, imported, in alphabetical order."""
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return tuple(importlib.import_module(f"{package.__name__}.{name}") for name in names)
