"""What the inbox asks this morning: answers that are late or soon will be, and what only a person can do."""

from dataclasses import dataclass

from django.urls import reverse

from kaye.actions.inbox.read_inbox import pressing
from kaye.records.calendars import calendar_of
from kaye.records.models import Task
from kaye.web.access import ShopRequest
from kaye.web.inbox.listing import rows_for

_MOST = 8
# By kind of task: its drawing, and its answers (outcome, word); the first is the soft button.
_LOOKS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "call_back": ("phone-missed", (("done", "Rappelé"), ("not_reached", "Pas joint"))),
    "check_payment": ("banknote", (("done", "Vérifié"), ("later", "Demain"))),
    "other_way": ("hand", (("agreed", "Oui, autrement"), ("refused", "Non, silence"))),
    "other_address": ("mail", (("done", "Corrigée"), ("later", "Demain"))),
    "review": ("hand", (("done", "C’est vu"), ("later", "Demain"))),
}
_PLAIN = ("list-checks", (("done", "Fait"), ("later", "Demain")))


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something to do. `call_url`: the number to call back."""

    id: int
    icon: str
    text: str
    detail: str
    count: int
    url: str
    answers: tuple[tuple[str, str], ...]


def pressing_of(request: ShopRequest) -> dict[str, object]:
    """For the morning page. Five queries."""
    business = request.business
    threads = pressing(business, request.now)
    rows = Task.objects.filter(business=business, done_at=None, due_on__lte=request.today)
    if request.member.role != "owner":
        rows = rows.filter(owner_only=False)
    tasks = [_row(row) for row in rows.order_by("due_on", "pk")[: _MOST + 1]]
    zone = calendar_of(business).zone
    return {
        "pressing": rows_for(request, threads, zone) if threads else [],
        "tasks": tasks[:_MOST],
        "more_tasks": len(tasks) > _MOST,
    }


def _row(task: Task) -> TaskRow:
    icon, answers = _LOOKS.get(task.kind, _PLAIN)
    url = reverse("inbox_thread", args=[task.customer_id]) if task.customer_id else ""
    return TaskRow(task.pk, icon, task.text, task.detail, task.count, url, answers)
