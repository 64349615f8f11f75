"""Keep everything in one file."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.db import OperationalError, connection

from kaye.actions.refusal import Refusal
from kaye.records.copies import is_copy, settle, write_copy


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The file and its size in bytes."""

    path: Path
    size: int


def back_up(path: Path) -> BackedUp:
    """The whole base in this file, readable by `restore_base` on any engine; complete, or not there at all.

    An older backup of that name is replaced; any other file is not. The secret key is not inside. Raises Refusal.
    """
    path = path.expanduser().absolute()
    if not path.parent.is_dir():
        raise Refusal(f"Le dossier {path.parent} n'existe pas : créez-le, ou choisissez-en un autre.")
    if path.exists() and (_is_live(path) or not path.is_file() or not is_copy(path)):
        raise Refusal(f"« {path.name} » existe déjà et n'est pas une sauvegarde : choisissez un autre nom.")
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        write_copy(partial)
        settle(partial)
        _to_disk(partial)
        partial.replace(path)
        _to_disk(path.parent)
    except (OSError, OperationalError) as problem:
        raise Refusal(f"La sauvegarde n'a pas pu être écrite : {problem}.") from None
    finally:
        partial.unlink(missing_ok=True)
    return BackedUp(path, path.stat().st_size)


def _is_live(path: Path) -> bool:
    live = Path(str(connection.settings_dict["NAME"]))
    return connection.vendor == "sqlite" and live.exists() and path.samefile(live)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
