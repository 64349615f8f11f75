"""Nothing left by itself after the fact that forbade it: a hold, a refusal, a payment, a cancellation (I1)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from kaye.records.models import Business

_SENT = "m.business_id = %s AND m.handed_at IS NOT NULL AND m.state IN ('handing', 'sent', 'uncertain')"

_HELD = f"""
SELECT DISTINCT m.id FROM records_outgoingmessage m
JOIN records_hold h ON h.customer_id = m.customer_id
WHERE {_SENT} AND h.made_at < m.handed_at AND (h.lifted_at IS NULL OR h.lifted_at > m.handed_at)
AND h.made_on <= m.local_date AND h.until >= m.local_date
AND (h.case_id IS NULL OR EXISTS (
  SELECT 1 FROM records_messagestep s WHERE s.message_id = m.id AND s.case_id = h.case_id))
AND m.family NOT IN ('reply', 'consent', 'missed_call') AND NOT (m.family = 'request' AND m.answers <> '')
AND (h.kind IN ('pause', 'moved')
     OR (h.kind IN ('answer', 'human', 'stopped') AND m.family <> 'request'
         AND EXISTS (SELECT 1 FROM records_messagestep s WHERE s.message_id = m.id))
     OR (h.kind IN ('promise', 'paid', 'dispute', 'unreachable', 'cheque', 'online', 'online_check',
                     'letter', 'notice', 'handed_off')
         AND m.family = 'payment')
     OR (h.kind = 'dispute' AND m.family IN ('satisfaction', 'restock')))
ORDER BY m.id
"""

_REFUSED = f"""
SELECT DISTINCT m.id FROM records_outgoingmessage m
JOIN records_optout o ON o.customer_id = m.customer_id
LEFT JOIN records_contactpoint p ON p.id = o.point_id
WHERE {_SENT} AND o.at < m.handed_at AND (o.lifted_at IS NULL OR o.lifted_at > m.handed_at)
AND ((o.purpose = 'all' AND m.purpose <> 'legal') OR (o.purpose = 'marketing' AND m.purpose = 'marketing'))
AND (o.point_id IS NULL OR p.value = m.address)
AND m.family <> 'consent' AND NOT (m.family = 'reply' AND EXISTS (
  SELECT 1 FROM records_inboxmessage n WHERE n.customer_id = m.customer_id AND n.direction = 'in'
  AND n.at > o.at AND n.at <= m.handed_at))
ORDER BY m.id
"""

# Every debt of the message was settled, or gone, before it was handed over.
_SETTLED = f"""
SELECT m.id FROM records_outgoingmessage m
WHERE {_SENT} AND m.family = 'payment'
AND EXISTS (SELECT 1 FROM records_messagestep s JOIN records_case c ON c.id = s.case_id
            WHERE s.message_id = m.id AND c.subject_type = 'instalment')
AND NOT EXISTS (
  SELECT 1 FROM records_messagestep s
  JOIN records_case c ON c.id = s.case_id AND c.subject_type = 'instalment'
  JOIN records_instalment i ON i.id = c.subject_id
  JOIN records_receivable r ON r.id = i.receivable_id
  WHERE s.message_id = m.id
  AND (i.replaced_at IS NULL OR i.replaced_at >= m.handed_at)
  AND (r.cancelled_at IS NULL OR r.cancelled_at >= m.handed_at)
  AND i.amount > (SELECT COALESCE(SUM(a.amount), 0) FROM records_allocation a
                  JOIN records_payment p ON p.id = a.payment_id
                  WHERE a.instalment_id = i.id AND COALESCE(a.made_at, p.created_at) < m.handed_at)
               + (SELECT COALESCE(SUM(d.amount), 0) FROM records_reduction d
                  WHERE d.instalment_id = i.id AND d.created_at < m.handed_at)
)
ORDER BY m.id
"""

_CHECKS = (
    (_HELD, "est parti pendant une attente demandée"),
    (_REFUSED, "est parti malgré un refus"),
    (_SETTLED, "est parti alors que tout était payé ou annulé"),
)


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Three questions to the database; what a person sent by hand is that person's choice.

    An answer to who wrote after refusing, the one confirmation of a refusal and an acknowledgement may leave."""
    for sql, words in _CHECKS:
        with connection.cursor() as cursor:
            cursor.execute(sql, [business.pk])
            while rows := cursor.fetchmany(1000):
                for (pk,) in rows:
                    yield f"Le message {pk} {words}."
