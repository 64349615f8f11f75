"""The one door into an import file: which format is it, is it safe to open?"""

from kaye.imports.csv_file import read_csv
from kaye.imports.rows import MAX_BYTES, Cell, Row, Table, TableError, cell_text
from kaye.imports.xlsx_file import read_xlsx

__all__ = ["Cell", "Row", "Table", "TableError", "cell_text", "read_table"]

_ASK_FOR = "Enregistrez-le au format Excel (.xlsx) ou CSV, puis réessayez."
# First bytes of the files people choose by mistake.
_KNOWN_OTHERS = (
    (b"%PDF", f"Ce fichier est un PDF, pas un tableau. {_ASK_FOR}"),
    (b"\xff\xd8\xff", f"Ce fichier est une photo, pas un tableau. {_ASK_FOR}"),
    (b"\x89PNG", f"Ce fichier est une image, pas un tableau. {_ASK_FOR}"),
    (b"\xd0\xcf\x11\xe0", f"Ce fichier est un classeur Excel ancien (.xls) ou protégé. {_ASK_FOR}"),
)


def read_table(data: bytes, name: str) -> Table:
    """Read a CSV or XLSX file, known by its content and not by its name. Raises only TableError (French)."""
    # `strip` copies: only for a file that begins with nothing but blanks.
    if not data[:1000].strip() and not data.strip():
        raise TableError("Ce fichier est vide.")
    if len(data) > MAX_BYTES:
        raise TableError("Ce fichier dépasse 25 Mo. Gardez seulement les lignes utiles, puis réessayez.")
    for magic, sentence in _KNOWN_OTHERS:
        if data.startswith(magic):
            raise TableError(sentence)
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data, name)
    return read_csv(data, name)
