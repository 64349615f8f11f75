"""STARTTLS, SSL and login, against a server with a certificate made for the test."""

import socket
import ssl
from asyncio import Server
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kaye.channels.registry import channel
from kaye.rules.ports.channel import NotSent, OutgoingText

# The library does not count SSL from the first byte as protection, only STARTTLS.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
EMAIL = channel("email")
TEXT = OutgoingText(
    key="k",
    address="bellance@exemple.fr",
    text="Bonjour",
    date=datetime(2026, 5, 22, 13, tzinfo=UTC),
    sender_address="compta@clim.example",
)


@dataclass(frozen=True, slots=True)
class Certificate:
    path: Path
    context: ssl.SSLContext


class Remembering:
    """Keeps the envelopes."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken += envelope.rcpt_tos
        return "250 taken"


class _TlsController(Controller):
    """The library's own probe knows neither port 0 nor our certificate: here, connecting is enough."""

    def _trigger_server(self) -> None:
        socket.create_connection(("127.0.0.1", port_of(self)), timeout=5).close()


def port_of(controller: Controller) -> int:
    """The port that the system chose."""
    assert isinstance(controller.server, Server)
    return int(controller.server.sockets[0].getsockname()[1])


def _only_moussa(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"moussa", b"s3cret")
    return AuthResult(success=known, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    path, key_path = folder / "cert.pem", folder / "key.pem"
    path.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key_path)
    return Certificate(path, context)


@pytest.fixture(params=["starttls", "ssl"])
def server(
    request: pytest.FixtureRequest, certificate: Certificate
) -> Iterator[tuple[dict[str, str], Remembering]]:
    remembering = Remembering()
    over_ssl = request.param == "ssl"
    controller = _TlsController(
        remembering,
        hostname="127.0.0.1",
        port=0,
        ssl_context=certificate.context if over_ssl else None,
        tls_context=None if over_ssl else certificate.context,
        require_starttls=not over_ssl,
        authenticator=_only_moussa,
        auth_required=True,
        auth_require_tls=not over_ssl,
    )
    controller.start()
    config = {
        "host": "127.0.0.1",
        "port": str(port_of(controller)),
        "security": request.param,
        "user": "moussa",
    }
    yield config | {"password": "s3cret"}, remembering
    controller.stop()


def test_a_trusted_server_and_the_right_password(
    server: tuple[dict[str, str], Remembering], certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, remembering = server
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    assert EMAIL.test(config, TEXT).detail == "250 taken"
    assert remembering.taken == ["bellance@exemple.fr"]


def test_a_wrong_password_is_said(
    server: tuple[dict[str, str], Remembering], certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, remembering = server
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with pytest.raises(NotSent) as told:
        EMAIL.test(config | {"password": "autre"}, TEXT)
    assert "mot de passe" in told.value.reason_fr
    assert "autre" not in told.value.reason_fr
    assert remembering.taken == []


def test_an_unknown_certificate_gets_neither_password_nor_text(
    server: tuple[dict[str, str], Remembering],
) -> None:
    config, remembering = server
    with pytest.raises(NotSent) as told:
        EMAIL.test(config, TEXT)
    assert "identité" in told.value.reason_fr
    assert remembering.taken == []


def test_a_server_without_starttls_is_not_used_in_clear(certificate: Certificate) -> None:
    remembering = Remembering()
    controller = _TlsController(remembering, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        with pytest.raises(NotSent) as told:
            EMAIL.test({"host": "127.0.0.1", "port": str(port_of(controller)), "security": "starttls"}, TEXT)
        assert "protection" in told.value.reason_fr
        assert remembering.taken == []
    finally:
        controller.stop()
