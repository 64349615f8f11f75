"""What is written when messages have left: the rows, their steps, their cases, the journal."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from kaye.actions.outbox import SENT_BECAUSE, finish_steps
from kaye.records.bulk import adapted, insert_rows
from kaye.records.models import Business, Event
from kaye.records.prepared import run


def mark_sent(
    business: Business,
    refs: Mapping[int, str],
    owner: str,
    now: datetime,
    states: Mapping[int, str] | None = None,
) -> set[int]:
    """`refs`: message id, the provider's reference. Only rows still held by `owner` are written; answers their ids.

    `states`: what the receipt said of the delivery; one that the provider told meanwhile stays.

    In the caller's transaction. A person may have said meanwhile what became of some.
    """
    if not refs:
        return set()
    told = [(states or {}).get(pk, "") for pk in refs]
    if connection.vendor == "postgresql":
        given = [list(refs.values()), told, now, owner, SENT_BECAUSE]
        return {row[0] for row in run("kaye_mark_sent", _AT_ONCE_SQL, list(refs), given, _AT_ONCE_TYPES)}
    marks = ", ".join(["(%s, %s, %s)"] * len(refs))
    rows_said = zip(refs, refs.values(), told, strict=True)
    values = [now, *(value for row in rows_said for value in row), owner]
    with connection.cursor() as cursor:
        cursor.execute(_SENT_SQL.format(rows=marks), adapted(values))
        rows = sorted(cursor.fetchall())
    written = [row[0] for row in rows]
    finish_steps(written, now)
    insert_rows(Event, _EVENT, [_event(business, pk, item, customer, now) for pk, item, customer in rows])
    return set(written)


def _event(
    business: Business, message: int, item: str, customer: int | None, now: datetime
) -> tuple[object, ...]:
    return (
        business.pk,
        "message_sent",
        now,
        customer,
        f'{{"message": {message}, "item": "{item}"}}',
        "",
        "",
        "",
    )


_EVENT = ("business", "kind", "at", "customer", "payload", "by", "prev", "hash")
_SENT_SQL = """
UPDATE records_outgoingmessage SET state = 'sent', sent_at = %s, trouble = '', provider_ref = v.column2,
  delivery = CASE WHEN delivery = '' THEN v.column3 ELSE delivery END
FROM (VALUES {rows}) AS v
WHERE id = v.column1 AND lease_owner = %s AND state IN ('handing', 'uncertain') RETURNING id, item, customer_id
"""
# PostgreSQL: the same four writes in one journey to the server, planned once.
_AT_ONCE_TYPES = ("text[]", "text[]", "timestamptz", "text", "text")
_AT_ONCE_SQL = """
WITH sent AS (
  UPDATE records_outgoingmessage m SET state = 'sent', sent_at = $4, trouble = '', provider_ref = g.ref,
    delivery = CASE WHEN m.delivery = '' THEN g.told ELSE m.delivery END
  FROM unnest($1, $2, $3) AS g(id, ref, told)
  WHERE m.id = g.id AND m.lease_owner = $5 AND m.state IN ('handing', 'uncertain')
  RETURNING m.id, m.business_id, m.customer_id, m.item, m.local_date, m.deadline_on
), carried AS (
  SELECT s.case_id, s.step, s.id AS place, sent.* FROM sent JOIN records_messagestep s ON s.message_id = sent.id
), steps AS (
  INSERT INTO records_stepdone (business_id, case_id, step, outcome, reason, done_on, deadline_on, at, message_id)
  SELECT business_id, case_id, step, 'sent', '', local_date, deadline_on, $4, id FROM carried ORDER BY place
), cases AS (
  UPDATE records_case SET verb = 'wait', action = '', because = $6 WHERE id IN (SELECT case_id FROM carried)
), events AS (
  INSERT INTO records_event (business_id, kind, at, customer_id, payload, by, prev, hash)
  SELECT business_id, 'message_sent', $4, customer_id, jsonb_build_object('message', id, 'item', item), '', '', ''
  FROM sent ORDER BY id
)
SELECT id FROM sent
"""
