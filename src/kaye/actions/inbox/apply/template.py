"""What Meta decided about a text that must be approved."""

from kaye.actions.decide_again import decide_again
from kaye.actions.inbox.ground import Applied, Ground
from kaye.records.models import ChannelTemplate
from kaye.rules.ports.inbound import TemplateChanged


def apply(ground: Ground, event: TemplateChanged, identity: str) -> Applied:
    """The latest verdict counts; an empty field did not change."""
    at = ground.when(event)
    row, _ = ChannelTemplate.objects.get_or_create(
        account=ground.account,
        name=event.name[:120],
        language=event.language[:12],
        defaults={"business": ground.business, "changed_at": at},
    )
    if row.changed_at > at:
        return Applied(reason="un avis plus récent est déjà là")
    before = (row.state, row.category)
    row.state = event.state[:12] or row.state
    row.category = event.category[:16] or row.category
    row.detail, row.changed_at = event.detail[:300], at
    row.save(update_fields=["state", "category", "detail", "changed_at"])
    if row.text_id and before != (row.state, row.category):  # follow-ups may leave this way now, or no more
        decide_again(ground.business, at)
    return Applied()
