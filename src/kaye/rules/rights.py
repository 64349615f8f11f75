"""Who may do what in a business (M56)."""

OWNER, STAFF, READONLY = "owner", "staff", "readonly"
READ = "read"
# Everything else than these is for owners only.
_STAFF = frozenset(
    {
        "customers",
        "quotes",
        "drafts",
        "issue",
        "send",
        "payments",
        "plans",
        "reverse_own",
        "subscriptions",
        "follow_ups",
        "inbox",  # answer, note, assign, close, snooze, merge (inbox C60)
    }
)
_NAMES = {
    "credit": "faire un avoir",
    "refund": "rembourser",
    "write_off": "abandonner une dette",
    "waive": "abandonner des frais",
    "notice": "faire une mise en demeure",
    "handoff": "confier un dossier",
    "close": "clôturer",
    "export": "exporter",
    "settings": "changer les réglages",
    "keys": "gérer les clés",
    "members": "gérer les personnes",
    "reverse": "annuler ce paiement",
    "personal_data": "exporter ou effacer une personne",
    "channels": "régler un canal",
    "campaigns": "lancer une campagne",
}


def may(role: str, act: str) -> bool:
    """Whether a person of this role may do this act; an act that nobody listed is for owners."""
    return role == OWNER or act == READ or (role == STAFF and act in _STAFF)


def refusal_text(role: str, act: str) -> str:
    """« Seul le propriétaire peut faire un avoir. »"""
    if role == READONLY:
        return "Vous pouvez lire, sans rien changer : demandez au propriétaire."
    return f"Seul le propriétaire peut {_NAMES.get(act, 'faire cela')}."
