"""A business with many customers, filled by the database itself: the same SQL on both engines."""

import re
from datetime import date, timedelta

from django.apps import apps
from django.db import connection
from django_scopes import scope

from bench.instant import NOW
from kaye.actions.engine import engine
from kaye.actions.open_business import open_business
from kaye.records.models import Business, ScenarioVersion

TODAY = date(2026, 6, 10)
_DUE_ON = TODAY - timedelta(days=3)  # the first reminder falls today
_LATER = TODAY + timedelta(days=40)

_CUSTOMERS = """
INSERT INTO records_customer (id, business_id, civility, first_name, last_name, company, name, search, country,
  is_consumer, informal, address, notes, owed, next_on, next_because, last_activity_at, created_at, batch_id{names})
WITH RECURSIVE n(i) AS (SELECT %(first)s UNION ALL SELECT i + 1 FROM n WHERE i < %(last)s)
SELECT i, %(business)s, 'Madame', 'Josette', 'Bellance' || i, '', 'Mme Bellance' || i, 'josette bellance' || i, '',
  %(yes)s, %(no)s, '', '', 12345, %(later)s, '', %(now)s, %(now)s, NULL{values} FROM n
"""
_KEYS = """
INSERT INTO records_customerkey (business_id, customer_id, key)
SELECT business_id, id, {bytes_of} FROM records_customer, (
  SELECT 0 AS turn UNION ALL SELECT 1 UNION ALL SELECT 2) AS t WHERE id BETWEEN %(first)s AND %(last)s
"""
_KEY = "CASE turn WHEN 0 THEN search WHEN 1 THEN 'bellance' || id || ' josette' ELSE '=' || search END"
_ARTICLES = """
INSERT INTO records_product (id, business_id, name, search, price, reserved, low_cycle, created_at{names})
SELECT id, business_id, 'Filtre ' || id, 'filtre ' || id, 1500, 0, 0, %(now)s{values} FROM records_customer
WHERE id BETWEEN %(first)s AND %(last)s AND id %% 100 = 0
"""
_ARTICLE_KEYS = """
INSERT INTO records_productkey (business_id, product_id, key)
SELECT business_id, id, {bytes_of} FROM records_product, (SELECT 0 AS turn UNION ALL SELECT 1) AS t
WHERE id BETWEEN %(first)s AND %(last)s
"""
_ARTICLE_KEY = "CASE turn WHEN 0 THEN search ELSE id || ' filtre' END"
_POINTS = """
INSERT INTO records_contactpoint (id, business_id, customer_id, kind, value, state, because, created_at{names})
SELECT id, business_id, id, 'email', 'c' || id || '@client.example', 'ok', '', created_at{values} FROM records_customer
WHERE id BETWEEN %(first)s AND %(last)s
"""
_RECEIVABLES = """
INSERT INTO records_receivable (id, business_id, customer_id, sale_id, origin, reference, label, issued_on, total,
  cancelled_at, created_at, batch_id{names})
SELECT id, business_id, id, NULL, 'invoice', 'FA' || id, 'Entretien climatisation', %(issued)s, 12345, NULL, %(now)s,
  NULL{values} FROM records_customer WHERE id BETWEEN %(first)s AND %(last)s
"""
_INSTALMENTS = """
INSERT INTO records_instalment (id, business_id, receivable_id, customer_id, number, due_on, amount, paid,
  replaced_at{names})
SELECT id, business_id, id, id, 1,
  CASE WHEN id <= %(due_last)s THEN CAST(%(due_on)s AS date) ELSE CAST(%(later)s AS date) END,
  12345, 0, NULL{values} FROM records_customer WHERE id BETWEEN %(first)s AND %(last)s
"""
_CASES = """
INSERT INTO records_case (id, business_id, customer_id, version_id, kind, subject_type, subject_id, cycle,
  proposed_step, proposed_because, opened_on, batch_id, verb, action, step, due_on, next_at, because, stake,
  closed_at{names})
SELECT id, business_id, id, %(version)s, 'payment_due', 'instalment', id, 0, '', '', %(issued)s, NULL, 'wait', 'auto',
  's2', CASE WHEN id <= %(due_last)s THEN CAST(%(today)s AS date) ELSE CAST(%(later)s AS date) END,
  CASE WHEN id <= %(due_last)s THEN CAST(%(now)s AS {instant}) ELSE CAST(%(next)s AS {instant}) END,
  '', 10000, NULL{values} FROM records_customer WHERE id BETWEEN %(first)s AND %(last)s
"""
_STEPS = """
INSERT INTO records_stepdone (business_id, case_id, step, outcome, reason, done_on, deadline_on, at,
  message_id{names})
SELECT business_id, id, 's1', 'skipped', 'essai', %(issued)s, NULL, %(now)s, NULL{values} FROM records_case
WHERE id BETWEEN %(first)s AND %(last)s
"""


def fill(open_cases: int, due: int, slug: str = "essai") -> Business:
    """A firm of Guadeloupe with `open_cases` unpaid invoices, of which `due` have a reminder to send at NOW."""
    business = open_business(name="Essai", country="GP", now=NOW, slug=slug, email="essai@kaye.example")
    with scope(business=business):
        version = ScenarioVersion.objects.get(key="invoice", is_current=True)
        engine(business)
    first = (_scalar("SELECT COALESCE(MAX(id), 0) FROM records_customer") or 0) + 1
    values = {
        "business": business.pk,
        "version": version.pk,
        "first": first,
        "last": first + open_cases - 1,
        "due_last": first + due - 1,
        "due_on": _DUE_ON,
        "today": TODAY,
        "later": _LATER,
        "issued": TODAY - timedelta(days=40),
        "now": _instant(NOW),
        "next": _instant(NOW + timedelta(days=30)),
        "yes": True,
        "no": False,
    }
    instant = "timestamptz" if connection.vendor == "postgresql" else "text"
    with connection.cursor() as cursor:
        for sql in (_CUSTOMERS, *_searched(), _POINTS, _RECEIVABLES, _INSTALMENTS, _CASES, _STEPS):
            _run(cursor, _whole(sql, instant), values)
        if connection.vendor == "postgresql":
            for table in ("customer", "contactpoint", "product", "receivable", "instalment", "case"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('records_{table}', 'id'), MAX(id)) FROM records_{table}"
                )
        cursor.execute("ANALYZE")
    return business


def _searched() -> tuple[str, ...]:
    """What pages find customers and articles by, as `records/search.py` writes it."""
    form = "convert_to({}, 'UTF8')" if connection.vendor == "postgresql" else "CAST({} AS BLOB)"
    keys, article_keys = form.format(_KEY), form.format(_ARTICLE_KEY)
    return _KEYS.format(bytes_of=keys), _ARTICLES, _ARTICLE_KEYS.format(bytes_of=article_keys)


def _whole(sql: str, instant: str) -> str:
    """The statement with every column it does not name, at the value of a new row: the models may grow."""
    if "{names}" not in sql:
        return sql
    table, said = re.search(r"INSERT INTO (\w+) \(([^){]*)", sql).groups()  # type: ignore[union-attr]
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    known = set(re.split(r",\s*", said))
    rest = {
        field.column: _quoted(field.get_default())
        for field in model._meta.concrete_fields
        if field.column not in known and not (field.null or field.primary_key or field.has_db_default())
    }
    names, values = (", ".join(["", *part]) for part in (rest, rest.values()))
    return sql.format(names=names, values=values, instant=instant)


def _quoted(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else f"'{value}'"


def _run(cursor: object, sql: str, values: dict[str, object]) -> None:
    """Named values; SQLite has no date type, so its casts are dropped."""
    if connection.vendor == "sqlite":
        sql = re.sub(r"CAST\((%\(\w+\)s) AS \w+\)", r"\1", sql)
        values = {k: v.isoformat() if type(v) is date else v for k, v in values.items()}
    used = {k: v for k, v in values.items() if f"%({k})s" in sql}
    cursor.execute(sql, used)  # type: ignore[attr-defined]


def _instant(at: date) -> object:
    return connection.ops.adapt_datetimefield_value(at)


def _scalar(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
