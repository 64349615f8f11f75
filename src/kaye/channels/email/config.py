"""Where the mail goes out: the settings of one SMTP server, typed, from the screen or from one URL."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from kaye.rules.ports.channel import Field, NotSent

Security = Literal["starttls", "ssl", "none"]

FIELDS = (
    Field("host", "Serveur d’envoi", required=True, help="Par exemple smtp.votre-hebergeur.com"),
    Field("port", "Port", kind="number", required=True, default="587"),
    Field(
        "security",
        "Protection",
        kind="choice",
        required=True,
        default="starttls",
        choices=(("starttls", "STARTTLS (port 587)"), ("ssl", "SSL (port 465)"), ("none", "Aucune")),
    ),
    Field("user", "Identifiant", help="Souvent votre adresse e-mail entière"),
    Field(
        "password",
        "Mot de passe",
        kind="password",
        secret=True,
        help="Un mot de passe d’application, si possible",
    ),
    Field("from_name", "Nom de l’expéditeur", help="Vide : le nom de votre entreprise"),
    Field("from_address", "Adresse de l’expéditeur", kind="email", required=True),
    Field(
        "address",
        "Adresse où vos clients écrivent",
        kind="email",
        help="Vide : celle de l’expéditeur",
    ),
    Field(
        "imap_host",
        "Serveur de réception",
        help="Par exemple imap.votre-hebergeur.com ; vide : rien n’est lu",
    ),
    Field("imap_port", "Port de réception", kind="number", default="993"),
    Field("imap_user", "Identifiant de réception", help="Vide : le même que pour l’envoi", rare=True),
    Field(
        "imap_password",
        "Mot de passe de réception",
        rare=True,
        kind="password",
        secret=True,
        help="Vide : le même que pour l’envoi",
    ),
    Field(
        "imap_auth",
        "Ce mot de passe est",
        rare=True,
        kind="choice",
        default="password",
        choices=(("password", "un mot de passe"), ("xoauth2", "un jeton d’accès (XOAUTH2)")),
    ),
    Field(
        "authserv_id",
        "Serveur qui vérifie les expéditeurs",
        rare=True,
        help="Le premier mot de l’en-tête Authentication-Results de vos e-mails, par exemple mx.votre-hebergeur.com",
    ),
    Field(
        "esp",
        "Envoyer par",
        rare=True,
        kind="choice",
        default="smtp",
        choices=(
            ("smtp", "mon serveur d’envoi"),
            ("brevo", "Brevo"),
            ("mailjet", "Mailjet"),
            ("mailgun", "Mailgun"),
            ("postmark", "Postmark"),
            ("resend", "Resend"),
        ),
    ),
    Field(
        "esp_key",
        "Clé de ce service",
        rare=True,
        kind="password",
        secret=True,
        help="Inutile avec votre serveur d’envoi",
    ),
    Field(
        "esp_secret",
        "Clé secrète de ce service",
        rare=True,
        kind="password",
        secret=True,
        help="Mailjet : la seconde clé. Mailgun et Resend : la clé qui signe leurs avis",
    ),
    Field(
        "esp_domain", "Domaine d’envoi", help="Mailgun : vide, celui de l’adresse de l’expéditeur", rare=True
    ),
    Field(
        "smtp_url",
        "Envoi, en une seule adresse",
        rare=True,
        kind="password",
        secret=True,
        help="smtps://identifiant:motdepasse@serveur:465 ; remplace les champs d’envoi",
    ),
    Field(
        "imap_url",
        "Réception, en une seule adresse",
        rare=True,
        kind="password",
        secret=True,
        help="imaps://identifiant:motdepasse@serveur:993 ; remplace les champs de réception",
    ),
)
_SCHEMES: dict[str, Security] = {"smtp": "none", "smtp+starttls": "starttls", "smtps": "ssl"}
_PORTS: dict[Security, int] = {"none": 25, "starttls": 587, "ssl": 465}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Of one wait for the server; the whole hand-over has to end before its lease does.
_TIMEOUT_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """One SMTP server and who writes; `timeout` in seconds, of each wait.

    `machine_address` writes for a business without an address of its own, when the machine's URL sets the server.
    """

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""
    from_name: str = ""
    from_address: str = ""
    timeout: float = _TIMEOUT_SECONDS
    machine_address: str = field(default="", compare=False)
    reads_at: str = field(default="", compare=False)  # our address, where what arrives is read


def lacks(values: Mapping[str, str]) -> tuple[str, ...]:
    """Settings without which nothing can leave; whoever sets URLs is asked for a URL."""
    server = "smtp_url" if values.get("address") and not values.get("from_address") else "host"
    has_server = any(values.get(name) for name in ("url", "smtp_url", "host")) or (
        uses_provider(values) and bool(values.get("esp_key"))
    )
    has_address = any(values.get(name) for name in ("from_address", "address"))
    return (*(() if has_server else (server,)), *(() if has_address else ("from_address",)))


def uses_provider(values: Mapping[str, str]) -> bool:
    """Whether a provider's API carries the mail; the machine's own URL comes before it."""
    return values.get("esp", "smtp") not in ("", "smtp") and not values.get("url")


def read_config(values: Mapping[str, str]) -> SmtpConfig:
    """From the fields above; `url` (smtp://, smtp+starttls://, smtps://) replaces the server part.

    NotSent says in French what is missing: nothing leaves until it is set.
    """
    url = values.get("url", "") or values.get("smtp_url", "")
    if uses_provider(values):
        server = SmtpConfig(host="", port=0, security="ssl")
    else:
        server = _from_url(url) if url else _from_fields(values)
    if server.password and server.security == "none" and server.host not in _LOOPBACK:
        raise NotSent("E-mail : le mot de passe partirait en clair. Choisissez STARTTLS ou SSL.")
    return replace(
        server,
        from_name=values.get("from_name", ""),
        from_address=values.get("from_address", "") or values.get("address", ""),
        timeout=float(values.get("timeout", _TIMEOUT_SECONDS)),
        reads_at=(values.get("address", "") or values.get("from_address", ""))
        if values.get("imap_url") or values.get("imap_host")
        else "",
    )


def _from_fields(values: Mapping[str, str]) -> SmtpConfig:
    host = values.get("host", "").strip()
    if not host:
        raise NotSent("E-mail non configuré : indiquez le serveur d’envoi dans les réglages.")
    security = _security(values.get("security", "starttls"))
    return SmtpConfig(
        host=host,
        port=_port(values.get("port", ""), security),
        security=security,
        user=values.get("user", ""),
        password=values.get("password", ""),
    )


def _from_url(url: str) -> SmtpConfig:
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise NotSent("E-mail : l’adresse du serveur doit s’écrire smtp://serveur:port.")
    security = _SCHEMES[parts.scheme]
    return SmtpConfig(
        host=parts.hostname,
        port=_port(_port_text(parts), security),
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        machine_address=_machine_address(unquote(parts.username or ""), parts.hostname),
    )


def _machine_address(user: str, host: str) -> str:
    """Who writes for a business that gave no address: the account of the URL, else this machine's own relay."""
    if "@" in user:
        return user
    is_name = host not in _LOOPBACK and not host.replace(".", "").isdecimal() and ":" not in host
    return f"relances@{host if is_name else 'localhost'}"


def _port_text(parts: SplitResult) -> str:
    """The port as written: the standard reading raises on what is not a number."""
    host_and_port = parts.netloc.rpartition("@")[2]
    return host_and_port.rpartition(":")[2] if ":" in host_and_port.rpartition("]")[2] else ""


def _security(value: str) -> Security:
    for known in _PORTS:
        if value == known:
            return known
    raise NotSent("E-mail : la protection est STARTTLS, SSL ou aucune.")


def _port(value: str, security: Security) -> int:
    if not value.strip():
        return _PORTS[security]
    if not value.strip().isdecimal() or not 0 < int(value) < 65536:
        raise NotSent("E-mail : le port est un nombre, souvent 587 ou 465.")
    return int(value)
