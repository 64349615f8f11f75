"""A file that a member joins to an answer: judged by its bytes before anything else sees it (C20)."""

from datetime import datetime

from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Member, Upload
from kaye.rules.attachments import judge


def take_upload(
    *, business: Business, member: Member, name: str, content: bytes, said: str, now: datetime
) -> Upload:
    """Kept until the answer leaves. Raises Refusal for what we would not take from others either."""
    name = name.replace("\\", "/").rpartition("/")[2].strip()[:160] or "fichier"
    judged = judge(content, name, said)
    if judged.state != "ready":
        raise Refusal(f"« {name} » ne peut pas partir : {judged.because}.")
    return Upload.objects.create(
        business=business, member=member, name=name, mime=judged.mime, content=content, created_at=now
    )
