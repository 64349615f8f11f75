import pytest
from pytest_django import Settings

from kaye.records.seal import SealBroken, seal, unseal

CONFIG = {"password": "mot de passé", "host": "smtp.exemple.fr"}


def test_what_is_sealed_opens_and_does_not_show() -> None:
    sealed = seal(CONFIG)
    assert unseal(sealed) == CONFIG
    assert unseal(memoryview(sealed)) == CONFIG
    assert b"smtp" not in sealed
    assert unseal(b"") == {}


def test_the_key_can_be_changed(settings: Settings) -> None:
    old = settings.SECRET_KEY
    sealed = seal(CONFIG)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [old]
    assert unseal(sealed) == CONFIG
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SealBroken, match="clé"):
        unseal(sealed)


def test_changed_bytes_do_not_open() -> None:
    with pytest.raises(SealBroken):
        unseal(seal(CONFIG)[:-3] + b"abc")
