"""Every setting, once: its name and what it does. `kaye settings-sample` and the docs are made from this list."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. `default` is what an empty environment means."""

    name: str
    default: str
    description: str


SETTINGS: tuple[Setting, ...] = (
    Setting("KAYE_HOME", "var", "Dossier des données : base embarquée, clé, sauvegardes."),
    Setting("DATABASE_URL", "", "Adresse d'un PostgreSQL. Vide : SQLite dans KAYE_HOME."),
    Setting(
        "KAYE_SECRET_KEY",
        "",
        "Clé secrète. Vide : tirée une fois et gardée dans KAYE_HOME/secret.key.",
    ),
    Setting(
        "KAYE_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Noms sous lesquels le site répond, séparés par des virgules.",
    ),
    Setting(
        "KAYE_BASE_URL",
        "http://localhost:8000",
        "Adresse publique du site, pour les liens des messages.",
    ),
    Setting(
        "KAYE_HTTPS",
        "0",
        "1 si le site est servi en HTTPS : cookies réservés au HTTPS, HSTS.",
    ),
    Setting("KAYE_DEBUG", "0", "1 pour développer. Jamais sur un serveur."),
    Setting(
        "KAYE_NOW",
        "",
        "Heure imposée (ISO) à tout le processus, pour rejouer une journée.",
    ),
    Setting(
        "KAYE_SMTP_URL",
        "",
        "Serveur d'envoi (smtp://…) qui remplace celui des réglages.",
    ),
    Setting(
        "KAYE_MAIL_URL",
        "",
        "Serveur pour les e-mails de connexion (smtp://…). Vide : écrits dans le journal.",
    ),
    Setting(
        "KAYE_LEASE_SECONDS",
        "120",
        "Durée pendant laquelle un message en train de partir appartient à son processus. Les essais l'abrègent.",
    ),
    Setting(
        "KAYE_KILLPOINT",
        "",
        "Réservé aux essais de panne : l'instant où le processus se tue. Toujours vide ailleurs.",
    ),
    Setting(
        "KAYE_OUTBOUND_ROUTES",
        "",
        "Réservé aux répétitions : « https://hôte=http://127.0.0.1:port », séparés par des virgules. "
        "Toujours vide ailleurs.",
    ),
    Setting("KAYE_WEB_WORKERS", "1", "Processus du site."),
)


def read(name: str) -> str:
    """The value of a declared setting; KeyError for one that is not declared."""
    setting = next((s for s in SETTINGS if s.name == name), None)
    if setting is None:
        raise KeyError(name)
    return os.environ.get(name, setting.default)


def home() -> Path:
    """The data folder, made if absent."""
    folder = Path(read("KAYE_HOME")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """The given key, else one drawn once and kept beside the data, readable by its owner only."""
    given = read("KAYE_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise SystemExit(
                "KAYE_SECRET_KEY est trop courte : donnez au moins 32 caractères tirés au hasard."
            )
        return given
    path = home() / "secret.key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def forced_now() -> datetime | None:
    """KAYE_NOW as an aware instant, None when empty. Raises SystemExit with a French sentence when unreadable."""
    text = read("KAYE_NOW")
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise SystemExit("KAYE_NOW attend une date comme 2026-05-22T07:00:00+01:00.") from None
    if instant.tzinfo is None:
        raise SystemExit("KAYE_NOW attend un décalage horaire, par exemple +01:00 à la fin.")
    return instant
