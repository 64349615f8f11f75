"""What a ring says: one thing in its own words, several in one line; the morning e-mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaye.rules.wording import Message, render

MESSAGE = "message:"


@dataclass(frozen=True, slots=True)
class Counted:
    """What waits for a member: threads with a message, follow-ups of the day, anything else."""

    messages: int = 0
    follow_ups: int = 0
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.messages or self.follow_ups or self.others)


def summed(counted: Counted) -> str:
    """« 3 messages, 2 relances »; alone, « 3 relances à faire aujourd’hui ». Empty when nothing waits."""
    parts = (
        (counted.messages, "message"),
        (counted.follow_ups, "relance"),
        (counted.others, "rappel"),
    )
    said = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in parts if count]
    if counted.follow_ups and len(said) == 1:
        return f"{said[0]} à faire aujourd’hui"
    return ", ".join(said)


def morning_mail(counted: Counted, titles: Sequence[str], digest: Message, values: Mapping[str, str]) -> str:
    """The text of the morning e-mail: what waits for an answer, then the follow-ups in the library's words."""
    parts = []
    if titles:
        parts.append("\n".join(["Depuis hier :", *(f"- {title}" for title in titles)]))
    if counted.follow_ups:
        parts.append(render(digest.forms["whatsapp"], values).replace("*", ""))
    elif link := values.get("lien_app"):
        parts.append(f"Tout est dans votre cahier : {link}")
    return "\n\n".join(parts)
