"""Over TLS: the address that was checked is called, the name that was asked for is what the certificate must prove."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kaye.net import http
from kaye.net.http import Client
from kaye.rules.ports.http import Request, Unreachable
from tests.net.server import Said, Server


@dataclass(slots=True)
class Shop:
    port: int
    asked_for: list[str | None] = field(default_factory=list)


def _certificate(folder: Path) -> Path:
    """Of « boutique.example », signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "boutique.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("boutique.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "boutique.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return _certificate(tmp_path)


@pytest.fixture
def shop(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Two names that lead to one server on loopback, whose certificate is of the first."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Server(lambda asked: Said(body=asked.headers["host"].encode()), context)
    opened = Shop(server.port)
    context.sni_callback = lambda _socket, name, _context: opened.asked_for.append(name)
    real = socket.getaddrinfo

    def resolved(host: str, *args: object, **kwargs: object) -> object:
        return real("127.0.0.1" if host.endswith(".example") else host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    yield opened
    server.close()
    http._trusted.cache_clear()


def _trusting(certificate: Path | None, monkeypatch: pytest.MonkeyPatch) -> Client:
    context = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **given: context)
    http._trusted.cache_clear()
    return Client(timeout=2.0, allow_loopback=True)


def test_the_name_is_what_is_proved(shop: Shop, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = _trusting(certificate, monkeypatch)
    said = client.call(Request("GET", f"https://boutique.example:{shop.port}/"))
    assert said.body == f"boutique.example:{shop.port}".encode()
    with pytest.raises(Unreachable, match="prouve pas") as other:
        client.call(Request("GET", f"https://autre.example:{shop.port}/"))
    assert not other.value.handed
    assert shop.asked_for == ["boutique.example", "autre.example"]


def test_a_certificate_nobody_vouches_for_is_refused(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreachable, match="prouve pas"):
        _trusting(None, monkeypatch).call(Request("GET", f"https://boutique.example:{shop.port}/"))
