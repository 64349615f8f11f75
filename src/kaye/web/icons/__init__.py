"""The drawings used by the screens, one SVG file each (lucide, ISC licence, except `kaye` and `whatsapp`)."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_PLUG_INS = {"channel": ("kaye.channels", "send"), "payment": ("kaye.payments", "wallet")}
_SVG = re.compile(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Drawing:
    view_box: str
    inner: str


@cache
def drawing(name: str) -> Drawing:
    """The drawing called `name`; a plug-in's own as « channel:whatsapp_link », « payment:stripe ».

    One whose folder is gone, or that brings no drawing, gets a general one: a retired plug-in must never
    break a page. Any other unknown name raises FileNotFoundError.
    """
    kind, _, plugin = name.rpartition(":")
    if kind in _PLUG_INS:
        return _own_drawing(kind, plugin)
    return _read(resources.files("kaye.web.icons") / f"{name}.svg")


def _own_drawing(kind: str, plugin: str) -> Drawing:
    folder, instead = _PLUG_INS[kind]
    file = resources.files(folder) / plugin / "icon.svg"
    return _read(file) if plugin.isidentifier() and file.is_file() else drawing(instead)


def _read(file: Traversable) -> Drawing:
    found = _SVG.search(file.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{file} is not a drawing with a viewBox")
    return Drawing(view_box=found[1], inner=found[2].strip())
