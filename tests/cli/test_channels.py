"""`kaye channel add`, `channels`, `receive`, `merge`, `unmerge`: their JSON (C1, C8, C27)."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kaye.cli.__main__ import root
from kaye.records.models import Business, Customer, InboxMessage, RawPayload
from tests.actions.conftest import NOW, shop
from tests.inbox.posting import JEANNE, PAUL, PHONE_ID, payload, said, status

__all__ = ["shop"]
pytestmark = pytest.mark.django_db
_SET = {
    "app_secret": "secret-application",
    "verify_token": "mot-de-verification",
    "access_token": "jeton-acces",
    "phone_number_id": PHONE_ID,
}


def _run(*words: str, code: int = 0) -> Any:
    done = CliRunner().invoke(root, [*words, "--business", "chez-moussa", "--json"])
    assert done.exit_code == code, (done.output, done.exception)
    return json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else str(done.exception)


def _add(**given: str) -> Any:
    words = [word for pair in given.items() for word in ("--set", "=".join(pair))]
    return _run("channel", "add", "whatsapp", *words)


def _file(folder: Path, body: bytes, name: str = "body") -> str:
    path = folder / name
    path.write_bytes(body)
    return str(path)


def test_a_channel_is_added_bit_by_bit_and_shows_no_secret(shop: Business) -> None:
    first = _add(app_secret="secret-application")
    assert set(first) == {"channel", "account", "token", "hook_url"}
    assert first["hook_url"].endswith(f"/hooks/whatsapp/{first['token']}/")
    assert len(first["token"]) >= 22  # 128 bits and more
    listed = {each["channel"]: each for each in _run("channels")}
    found = listed["whatsapp"]
    assert (found["state"], found["missing"]) == (
        "incomplete",
        ["verify_token", "access_token", "phone_number_id"],
    )
    assert listed["twilio"]["state"] == "off"
    again = _add(**{name: value for name, value in _SET.items() if name != "app_secret"})
    assert again == first
    listed = {each["channel"]: each for each in _run("channels")}
    assert (listed["whatsapp"]["state"], listed["whatsapp"]["missing"]) == ("ok", [])
    told = json.dumps(list(listed.values()))
    assert not any(secret in told for secret in (*_SET.values(), first["token"]) if secret != PHONE_ID)
    assert _run("channel", "renew", "whatsapp")["token"] != first["token"]
    assert "n'est pas un réglage" in _run("channel", "add", "whatsapp", "--set", "couleur=bleu", code=1)
    assert "ne se règle pas" in _run("channel", "add", "pigeon", code=1)


def test_receive_goes_down_the_same_road(shop: Business, tmp_path: Path) -> None:
    _add(**_SET)
    body = payload(
        said("w1", JEANNE, "Bonjour, un devis ?", NOW),
        statuses=(status("o1", "read", NOW),),
        names={JEANNE: "Jeanne"},
    )
    file, at = _file(tmp_path, body), ("--at", NOW.isoformat())
    told = _run("receive", "whatsapp", file, *at)
    message, customer = InboxMessage.objects.get(), Customer.objects.get()
    assert {key: told[key] for key in ("http", "stored", "duplicate", "raw")} == {
        "http": 200, "stored": True, "duplicate": False, "raw": RawPayload.objects.get().pk,
    }  # fmt: skip
    first, second = told["events"]
    assert first == {
        "kind": "message", "external_id": "w1", "outcome": "applied", "reason": None, "customer": customer.pk,
        "message": message.pk, "request": customer.requests.get().pk,
    }  # fmt: skip
    assert (second["kind"], second["message"]) == ("status", None)
    again = _run("receive", "whatsapp", file, *at)
    assert (again["http"], again["duplicate"]) == (200, True)
    assert [each["outcome"] for each in again["events"]] == ["duplicate", "duplicate"]


def test_receive_checks_the_signature_when_headers_come_along(shop: Business, tmp_path: Path) -> None:
    _add(**_SET)
    body = payload(said("w1", JEANNE, "Bonjour", NOW))
    good = hmac.new(b"secret-application", body, hashlib.sha256).hexdigest()
    file = _file(tmp_path, body)
    for given, http in (({}, 401), ({"X-Hub-Signature-256": "sha256=00"}, 403)):
        headers = _file(tmp_path, json.dumps(given).encode(), "headers.json")
        told = _run("receive", "whatsapp", file, "--headers", headers, "--at", NOW.isoformat(), code=1)
        assert (told["http"], told["stored"], told["raw"], told["events"]) == (http, False, None, [])
    headers = _file(tmp_path, json.dumps({"X-Hub-Signature-256": f"sha256={good}"}).encode(), "headers.json")
    assert _run("receive", "whatsapp", file, "--headers", headers, "--at", NOW.isoformat())["http"] == 200
    assert _run("receive", "messenger", file, code=1)["http"] == 404


def test_merge_and_unmerge(shop: Business, tmp_path: Path) -> None:
    _add(**_SET)
    body = payload(
        said("w1", JEANNE, "Bonjour", NOW),
        said("w2", PAUL, "Bonsoir", NOW),
        names={JEANNE: "Jeanne", PAUL: "Jeannette"},
    )
    _run("receive", "whatsapp", _file(tmp_path, body), "--at", NOW.isoformat())
    keep, other = (Customer.objects.get(name=name) for name in ("Jeanne", "Jeannette"))
    told = _run("merge", f"phone:+{JEANNE}", str(other.pk), "--at", NOW.isoformat())
    assert (told["kept"], told["absorbed"]) == (keep.pk, other.pk)
    assert (told["moved"]["points"], told["moved"]["messages"], told["moved"]["requests"]) == (1, 1, 1)
    assert "la même fiche" in _run("merge", str(keep.pk), str(keep.pk), code=1)
    _run("unmerge", str(told["merge"]), "--at", NOW.isoformat())
    assert Customer.objects.count() == 2
