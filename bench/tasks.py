"""What a process of the benchmark does on its base: `python -m bench.tasks TASK JSON`, answers one line of JSON."""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402

from bench.fill import TODAY, fill  # noqa: E402
from bench.instant import NOW  # noqa: E402
from bench.talk import COMMON, RARE, talk  # noqa: E402
from kaye.actions.campaigns.control import start_campaign  # noqa: E402
from kaye.actions.campaigns.draft import draft_campaign  # noqa: E402
from kaye.actions.campaigns.plan import take_audience  # noqa: E402
from kaye.actions.change_papers import change_papers  # noqa: E402
from kaye.actions.inbox.channel_account import add_channel, hook_url  # noqa: E402
from kaye.actions.inbox.read_mail_and_hooks import read_mail_and_hooks  # noqa: E402
from kaye.actions.open_business import open_business  # noqa: E402
from kaye.actions.print_statement import print_statement  # noqa: E402
from kaye.actions.read_import import preview_import  # noqa: E402
from kaye.actions.subscriptions.invoice_due import invoice_due  # noqa: E402
from kaye.actions.tick import Turn, turn, with_work  # noqa: E402
from kaye.cli.importing import approve_file  # noqa: E402
from kaye.records.models import (  # noqa: E402
    Allocation,
    Business,
    Case,
    Customer,
    InboxMessage,
    Instalment,
    Member,
    OutgoingMessage,
    Payment,
    RawPayload,
    Receivable,
    Recipient,
    SaleLine,
    Subscription,
)
from kaye.records.queries.audience import reached  # noqa: E402
from kaye.records.queries.statement import statement  # noqa: E402
from kaye.web.inbox.listing import search  # noqa: E402

Answer = dict[str, Any]
_PAPERS = {"legal_name": "Clim SARL", "address": "ZI de Jarry", "siren": "732829320"}


def make() -> Answer:
    """The tables."""
    call_command("migrate", verbosity=0)
    return {}


def fill_base(open_cases: int, due: int, marks: int = 50) -> Answer:
    """One business; NOW is the instant at which its reminders are due."""
    business = fill(open_cases, due)
    business.marks_every = marks
    business.save(update_fields=["marks_every"])
    return {}


def pages_base(customers: int, due: int, phones: bool = True) -> Answer:
    """One business to look at, with so many things to do; answers the cookie of its owner."""
    business = fill(customers, due)
    if phones:  # by hand, one tap each: what the morning shows
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE records_contactpoint SET kind = 'phone', value = '+590690' || CAST(100000 + id AS varchar(6))"
                " WHERE customer_id <= %s",
                [due],
            )
    with scopes_disabled():
        owner = Member.objects.filter(business=business).select_related("user").get().user
    browser = Client()
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"cookie": f"{name}={browser.cookies[name].value}"}


def preview_lines(path: str) -> Answer:
    """The preview of a file of sales, in a new business."""
    return _imported(path, write=False)


def import_lines(path: str) -> Answer:
    """The same file written."""
    return _imported(path, write=True)


def _imported(path: str, write: bool) -> Answer:
    file = Path(path)
    business = Business.objects.filter(slug="livre").first() or open_business(
        name="Livre", country="CM", now=NOW, slug="livre", email="livre@kaye.example"
    )
    with scope(business=business):
        start = time.perf_counter()
        if write:
            done = approve_file(business, "sales", file.read_bytes(), file.name, NOW, quiet=True)
        else:
            view = preview_import(
                business=business, kind="sales", data=file.read_bytes(), filename=file.name, now=NOW
            )
            done = view.answer
        seconds = time.perf_counter() - start
        lines = SaleLine.objects.count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "lines": lines, "peak_mib": peak, "said": str(done)[:200]}


def one_turn(later: float = 0.0, count: bool = False) -> Answer:
    """One turn of the worker, as it runs; `later`: seconds after NOW; `count`: count the statements too."""
    now = NOW + timedelta(seconds=later)
    with scopes_disabled():
        business = Business.objects.get()
    turn(business, NOW - timedelta(hours=1))  # imports and first connections are not what is measured
    seen: Counter[str] = Counter()
    if count:
        return _measured(lambda: _counted(business, now, seen), seen)
    return _measured(lambda: turn(business, now), seen)


def campaign_audience() -> Answer:
    """A campaign to everybody, started: its customers counted, then taken; nothing is written yet."""
    with scopes_disabled():
        business = Business.objects.get()
    words = {"subject_a": "La révision de juin", "text_a": "Bonjour {{appel}}, la révision est à 49,00 €."}
    with scope(business=business):
        row = draft_campaign(
            business=business, name="Juin", channel_name="email", rules=[], words=words, now=NOW, rate=1000
        )
        start_campaign(business=business, campaign=row, now=NOW)
        start = time.perf_counter()
        reached(business, (), ("email",), NOW)
        counted = time.perf_counter() - start
        start = time.perf_counter()
        take_audience(row.pk, NOW)
        seconds = time.perf_counter() - start
        taken = Recipient.objects.filter(campaign=row).count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"counted": counted, "seconds": seconds, "taken": taken, "peak_mib": peak}


def campaign_turns() -> Answer:
    """Turns a minute apart until the campaign is over: its pace is not what is measured."""
    with scopes_disabled():
        business = Business.objects.get()
    sent, minute, start = 0, 0, time.perf_counter()
    while with_work(now := NOW + timedelta(minutes=minute)):
        done = len(turn(business, now).delivery.sent)
        sent, minute = sent + done, minute + 1
        if not done and minute > 3:
            break
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "sent": sent, "peak_mib": peak}


def turns() -> Answer:
    """Turn after turn until nothing is due for this worker."""
    with scopes_disabled():
        business = Business.objects.get()
    turn(business, NOW - timedelta(hours=1))
    began, sent = time.time(), 0
    while with_work(NOW):
        done = turn(business, NOW)
        sent += len(done.delivery.sent)
        if not done.delivery.sent and not done.planned.cases:
            break
    return {"began": began, "ended": time.time(), "sent": sent}


def due_again(due: int) -> Answer:
    """As before the turn: the same number due, other customers; what left stays as history."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_case SET next_at = %s, due_on = %s WHERE id IN (SELECT id FROM records_case c"
            " WHERE NOT EXISTS (SELECT 1 FROM records_messagestep s WHERE s.case_id = c.id) ORDER BY id LIMIT %s)",
            [connection.ops.adapt_datetimefield_value(NOW), NOW.date().isoformat(), due],
        )
        cursor.execute(
            "UPDATE records_instalment SET due_on = %s WHERE id IN (SELECT c.subject_id FROM records_case c"
            " WHERE c.next_at = %s)",
            [(NOW.date() - timedelta(days=3)).isoformat(), connection.ops.adapt_datetimefield_value(NOW)],
        )
    return {}


def empty_turn() -> Answer:
    """What the worker does when nothing is due: the look at every business, then a turn of this one."""
    with scopes_disabled():
        business = Business.objects.get()
    times = []
    for _ in range(20):
        start = time.perf_counter()
        with_work(NOW - timedelta(hours=1))
        turn(business, NOW - timedelta(hours=1))
        times.append(time.perf_counter() - start)
    return {"milliseconds": sorted(times)[len(times) // 2] * 1000}


def states() -> Answer:
    """How many messages are in each state, and how many cases ask something of a person."""
    with scopes_disabled():
        rows = list(OutgoingMessage.objects.values_list("state", flat=True))
        asks = Case.objects.filter(closed_at=None, verb="act").exclude(action="auto").count()
    return {"states": dict(Counter(rows)), "asks": asks}


def _counted(business: Business, now: datetime, seen: Counter[str]) -> Turn:
    def wrap(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen[sql.split(None, 1)[0]] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrap):
        return turn(business, now)


def _measured(work: Callable[[], Turn], seen: Counter[str]) -> Answer:
    cpu, start = time.process_time(), time.perf_counter()
    done = work()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return {
        "seconds": seconds,
        "cpu": cpu,
        "planned": done.planned.messages,
        "sent": len(done.delivery.sent),
        "failed": len(done.delivery.failed),
        "later": done.delivery.later,
        "statements": sum(seen.values()),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def subscribed_base(count: int) -> Answer:
    """That many customers with a monthly subscription that begins today."""
    business = fill(count, 0)
    asked = {"prices": "ht", "lines": [{"label": "Maintenance", "quantity": "1", "unit_price": "49,90"}]}
    with scope(business=business):
        change_papers(business=business, given=_PAPERS, now=NOW)
        Subscription.objects.bulk_create(
            (
                Subscription(
                    business=business,
                    customer_id=customer,
                    name="Maintenance",
                    asked=asked,
                    every="month",
                    start=TODAY,
                    next_on=TODAY,
                    created_at=NOW,
                )
                for customer in Customer.objects.order_by("pk").values_list("pk", flat=True)
            ),
            batch_size=1000,
        )
    return {}


def night() -> Answer:
    """Invoice every subscription that is due."""
    with scopes_disabled():
        business = Business.objects.get()
    with scope(business=business):
        start = time.perf_counter()
        run = invoice_due(business=business, now=NOW)
    return {
        "seconds": time.perf_counter() - start,
        "issued": len(run.issued),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def account_base(lines: int) -> Answer:
    """One customer with half as many debts as lines, each paid."""
    business = fill(1, 0)
    with scope(business=business):
        customer = Customer.objects.get()
        days = [TODAY - timedelta(days=n % 3000) for n in range(lines // 2)]
        debts = Receivable.objects.bulk_create(
            (
                Receivable(
                    business=business,
                    customer=customer,
                    origin="invoice",
                    reference=f"H{n}",
                    label="Entretien",
                    issued_on=day,
                    total=10_000,
                    created_at=NOW,
                )
                for n, day in enumerate(days)
            ),
            batch_size=500,
        )
        parts = Instalment.objects.bulk_create(
            (
                Instalment(
                    business=business,
                    receivable=debt,
                    customer=customer,
                    due_on=debt.issued_on,
                    amount=10_000,
                    paid=10_000,
                )
                for debt in debts
            ),
            batch_size=500,
        )
        paid = Payment.objects.bulk_create(
            (
                Payment(business=business, customer=customer, amount=10_000, received_on=day, created_at=NOW)
                for day in days
            ),
            batch_size=500,
        )
        Allocation.objects.bulk_create(
            (
                Allocation(business=business, payment=payment, instalment=part, amount=10_000)
                for payment, part in zip(paid, parts, strict=True)
            ),
            batch_size=500,
        )
    return {}


def read_statement() -> Answer:
    """The statement as a page reads it, and its PDF."""
    with scopes_disabled():
        business = Business.objects.get()
    with scope(business=business):
        customer = Customer.objects.get()
        seen: Counter[str] = Counter()

        def wrap(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            seen["statements"] += 1
            return execute(sql, params, many, context)

        start = time.perf_counter()
        with connection.execute_wrapper(wrap):
            statement(business, customer, TODAY)
        middle = time.perf_counter()
        content = print_statement(business=business, customer=customer, now=NOW)
        assert content.startswith(b"%PDF")
    return {
        "milliseconds": (middle - start) * 1000,
        "pdf_milliseconds": (time.perf_counter() - middle) * 1000,
        "statements": seen["statements"],
    }


def hooks_base(customers: int, secret: str, account: str) -> Answer:
    """A business that WhatsApp writes to; answers the path of its hook, and the cookie of its owner."""
    cookie = pages_base(customers, 0)["cookie"]
    business = Business.objects.get()
    with scope(business=business):
        values = {
            "app_secret": secret, "verify_token": "mot", "access_token": "jeton", "phone_number_id": account,
        }  # fmt: skip
        row = add_channel(business=business, name="whatsapp", values=values, now=NOW)
        return {"cookie": cookie, "path": urlsplit(hook_url(row)).path}


def stored_payloads() -> Answer:
    """How many raw payloads there are."""
    with scopes_disabled():
        return {"payloads": RawPayload.objects.count()}


def process_stored() -> Answer:
    """Turns of the worker until nothing is left to read: payloads a second, and the messages they made."""
    business = Business.objects.get()
    with scopes_disabled():
        waiting = RawPayload.objects.filter(state="stored").count()
    started = time.perf_counter()
    with scope(business=business):
        while RawPayload.objects.filter(state="stored").exists():
            read_mail_and_hooks(business=business, now=NOW)
        seconds = time.perf_counter() - started
        return {"rate": waiting / seconds, "messages": InboxMessage.objects.count()}


def said_base(messages: int, customers: int) -> Answer:
    """A shop where so much was said."""
    start = time.perf_counter()
    talk(messages, customers)
    return {"per_second": messages / (time.perf_counter() - start)}


def search_said() -> Answer:
    """p95 in milliseconds of searches as the page makes them, and of the pages of the inbox."""
    with scopes_disabled():
        business = Business.objects.get()
        owner = Member.objects.filter(business=business).select_related("user").get().user
        someone = Customer.objects.order_by("pk").values_list("pk", flat=True)[7]
    asked = {
        "rare": RARE,
        "common": COMMON,
        "both": "facture vendredi",
        "beginning": "liv",
        "number": "mot4242",
    }
    browser = Client()
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    found: Answer = {}
    with scope(business=business):
        for name, words in asked.items():
            found[name] = _p95(lambda words=words: search(business, words, TODAY, "UTC"))  # type: ignore[misc]
    for name, path in {"list": "/boite/", "thread": f"/boite/{someone}/"}.items():
        found[name] = _p95(lambda path=path: browser.get(path))  # type: ignore[misc]
    return found


def _p95(work: Callable[[], object], times: int = 60) -> float:
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)[int(times * 0.95)]


TASKS: dict[str, Callable[..., Answer]] = {
    "make": make,
    "fill": fill_base,
    "campaign_audience": campaign_audience,
    "campaign_turns": campaign_turns,
    "pages": pages_base,
    "preview": preview_lines,
    "import": import_lines,
    "turn": one_turn,
    "turns": turns,
    "due_again": due_again,
    "empty": empty_turn,
    "states": states,
    "subscriptions": subscribed_base,
    "night": night,
    "account": account_base,
    "statement": read_statement,
    "talk": said_base,
    "search": search_said,
    "hooks": hooks_base,
    "stored": stored_payloads,
    "process": process_stored,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
