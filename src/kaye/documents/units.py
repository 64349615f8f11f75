"""Units as people write them, by their code in UN/ECE recommendation 20."""

_ONE = "C62"
_CODES = {
    "HUR": ("h", "heure", "heures"),
    "DAY": ("j", "jour", "jours", "journée", "journées"),
    "WEE": ("semaine", "semaines"),
    "MON": ("mois",),
    "ANN": ("an", "ans", "année"),
    "KGM": ("kg", "kilo", "kilos"),
    "GRM": ("g", "gramme", "grammes"),
    "TNE": ("t", "tonne", "tonnes"),
    "MTR": ("m", "mètre", "mètres", "ml"),
    "KMT": ("km",),
    "CMT": ("cm",),
    "MTK": ("m²", "m2"),
    "MTQ": ("m³", "m3"),
    "LTR": ("l", "litre", "litres"),
    "KWH": ("kwh",),
    "H87": ("pièce", "pièces", "pce", "pcs"),
    "SET": ("lot", "lots"),
}
_BY_NAME = {name: code for code, names in _CODES.items() for name in names}


def unit_code(unit: str) -> str:
    """The code of this unit; « one » when it is not known."""
    return _BY_NAME.get(unit.strip().rstrip(".").lower(), _ONE)
