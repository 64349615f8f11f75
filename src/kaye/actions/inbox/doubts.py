"""What makes a form doubtful beyond its own bytes: a token used before, too many from one address (C59)."""

from dataclasses import replace

from kaye.actions.inbox.ground import Ground
from kaye.rules.ports.inbound import MessageCame

REUSED_ID = "identifiant réutilisé"
_REUSED_FORM = "Le même formulaire a été envoyé deux fois, avec d’autres mots."
_TOO_MANY = "Plus de cinq messages en une heure viennent de la même adresse."
POSTS = "x-kaye-posts"  # header of ours: how many came from that address in the hour, this one included
VISITOR = "x-kaye-visitor"  # header of ours: the address, as a keyed hash
DOUBTED, REFUSED = 5, 60  # posts of an hour from one address, beyond which


def doubted(ground: Ground, event: MessageCame, is_reused: bool) -> MessageCame:
    """The message with its doubt, and what a form asks beside its text written into the text."""
    if event.form != "form":
        return replace(event, doubt=event.doubt or REUSED_ID) if is_reused else event
    doubt = event.doubt
    if is_reused:
        doubt = doubt or _REUSED_FORM
    elif _posts(ground) > DOUBTED:
        doubt = doubt or _TOO_MANY
    asked = f"Me rappeler : {event.call_back}" if event.call_back else ""
    return replace(
        event,
        text="\n".join(filter(None, (event.text, asked))),
        doubt=doubt,
        verdict="to_check" if doubt else event.verdict,
    )


def _posts(ground: Ground) -> int:
    told = str(ground.payload.headers.get(POSTS, ""))
    return int(told) if told.isascii() and told.isdecimal() else 0
