"""A customer who writes on WhatsApp, and a shop that answers, by `kaye` commands alone."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.acceptance.shop import Shop

NUMBER = "106540352242922"
_KEYS = (
    "app_secret=secret", "verify_token=salut", "access_token=jeton", f"phone_number_id={NUMBER}",
)  # fmt: skip


@dataclass(slots=True)
class Talk:
    """The shop's WhatsApp. `zone`: of the hours written in the tests."""

    shop: Shop
    zone: str = "Africa/Douala"
    _serial: Any = field(default_factory=lambda: itertools.count(1))

    def open(self) -> "Talk":
        given = [word for key in _KEYS for word in ("--set", key)]
        self.shop.data("channel", "add", "whatsapp", *given)
        return self

    def says(
        self, text: str, at: str, phone: str = "237699001122", name: str = "Jeanne Mballa"
    ) -> dict[str, Any]:
        """One message; answers its event."""
        return self.sends([self.message(text, at, phone)], at, phone, name)[0]

    def sends(
        self,
        messages: list[dict[str, Any]],
        at: str,
        phone: str = "237699001122",
        name: str = "Jeanne Mballa",
    ) -> list[dict[str, Any]]:
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "237650112233", "phone_number_id": NUMBER},
            "contacts": [{"profile": {"name": name}, "wa_id": phone}],
            "messages": messages,
        }
        return self._post({"value": value, "field": "messages"}, at)

    def echoes(self, text: str, at: str, phone: str = "237699001122") -> dict[str, Any]:
        """The shop answers from the application of the phone."""
        message = {**self.message(text, at, "237650112233"), "to": phone}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "237650112233", "phone_number_id": NUMBER},
            "message_echoes": [message],
        }
        return self._post({"value": value, "field": "smb_message_echoes"}, at)[0]

    def message(self, text: str, at: str, phone: str) -> dict[str, Any]:
        when = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(self.zone))
        return {
            "from": phone,
            "id": f"wamid.{next(self._serial):06d}",
            "timestamp": str(int(when.timestamp())),
            "type": "text",
            "text": {"body": text},
        }

    def thread(self, who: str = "+237699001122", at: str | None = None) -> Any:
        return self.shop.data("thread", who, at=at)

    def _post(self, change: dict[str, Any], at: str) -> list[dict[str, Any]]:
        entry = {"id": "104996122399160", "changes": [change]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]})
        file = self.shop.write(body, f"{next(self._serial)}.json")
        events: list[dict[str, Any]] = self.shop.data("receive", "whatsapp", file, at=at)["events"]
        return events
