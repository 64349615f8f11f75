"""What a form of ours carries to show that a person filled it in: a signed time, and a small proof of work (C59).

The proof is ALTCHA's (version 2, self-hosted): a browser counts until a derived key begins as it must. It is bound to
the form's own nonce, so that one proof serves one form.
"""

import base64
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import altcha

from kaye.net.signatures import hmac_sha256

SOONEST = timedelta(seconds=3)
LATEST = timedelta(hours=24)
_ALGORITHM = "PBKDF2/SHA-256"
_COST = 1_000  # rounds of each try; 256 tries on average: under a second on a small phone
_LONGEST = 4_000  # characters of an answer


@dataclass(frozen=True, slots=True)
class FormToken:
    """When the form was shown, and the number that it alone has."""

    at: datetime
    nonce: str


def new_token(secret: str, now: datetime) -> str:
    """« <seconds>.<nonce>.<proof> », for the hidden field « jeton »."""
    said = f"{int(now.timestamp())}.{secrets.token_hex(12)}"
    return f"{said}.{_proof(secret, said)}"


def read_token(secret: str, token: str) -> FormToken | None:
    """Who we are certain to have made; None for any other, and as long as there is no secret."""
    seconds, _, rest = token.strip().partition(".")
    nonce, _, proof = rest.partition(".")
    is_number = seconds.isascii() and seconds.isdecimal() and len(seconds) <= 11
    if not secret or not is_number or not proof.isascii():
        return None
    if not hmac.compare_digest(proof, _proof(secret, f"{seconds}.{nonce}")):
        return None
    try:
        return FormToken(datetime.fromtimestamp(int(seconds), tz=UTC), nonce)
    except (ValueError, OverflowError, OSError):
        return None


def new_challenge(secret: str, token: str) -> str:
    """The question for this form's page, as the JSON that ALTCHA's widget takes."""
    asked = altcha.create_challenge(
        _ALGORITHM, _COST, data={"form": _name(token)}, hmac_secret=_altcha_key(secret)
    )
    return json.dumps(asked.to_dict())


def solve(challenge: str) -> str:
    """The field « altcha » that a browser would send; for commands and tests. ValueError if nobody can answer."""
    asked = altcha.Challenge.from_dict(json.loads(challenge))
    found = altcha.solve_challenge(asked)
    if found is None:
        raise ValueError("no solution in time")
    return altcha.Payload(asked, found).to_base64()


def is_solved(secret: str, token: str, answer: str) -> bool:
    """Whether the answer is right, and given for this very form."""
    if not secret or not token or len(answer) > _LONGEST:
        return False
    try:
        said = json.loads(base64.b64decode(answer, validate=True))
        payload = altcha.Payload.from_dict(said)
        asked = payload.challenge.parameters
        is_ours = (asked.algorithm, asked.cost, asked.data) == (_ALGORITHM, _COST, {"form": _name(token)})
        return is_ours and altcha.verify_solution(payload, _altcha_key(secret)).verified
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return False


def _proof(secret: str, said: str) -> str:
    return hmac_sha256(secret, f"kaye form {said}".encode()).hex()[:32]


def _name(token: str) -> str:
    return ".".join(token.strip().split(".")[:2])


def _altcha_key(secret: str) -> str:
    """A key of its own: neither signature can be taken for the other."""
    return hmac_sha256(secret, b"kaye altcha").hex()
