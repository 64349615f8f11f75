"""Files that commands write where a person said."""

from pathlib import Path

import click


def write_file(path: Path, content: bytes) -> None:
    """Says in French when that place cannot be written to."""
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise click.ClickException(f"« {path} » ne s'écrit pas : {fault.strerror}.") from None
