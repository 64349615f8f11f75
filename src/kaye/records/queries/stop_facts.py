"""Which of these messages must not leave any more: read in the transaction that hands them over (I1)."""

from collections.abc import Sequence

from kaye.records.prepared import run

# A message is stopped by: a case that is over; a debt that is paid, cancelled, replaced or whose balance is no longer
# the amount written; an order delivered or cancelled; a quote answered or past its day; a hold or a refusal noted (a
# promise already kept holds nothing); an address that died; a held base; for a message « sauf si… », what it names. A
# person's answer passes when the customer wrote after refusing, the one confirmation of a refusal always does. The
# step already done is read as a value, not by EXISTS: PostgreSQL would read every step ever done to answer for fifty.
_SQL = """
SELECT m.id FROM records_outgoingmessage m
JOIN records_business b ON b.id = m.business_id
WHERE m.id IN ({ids}) AND (
  b.sending_held_since IS NOT NULL
  OR EXISTS (
    SELECT 1 FROM records_messagestep s JOIN records_case c ON c.id = s.case_id
    LEFT JOIN records_instalment i ON c.subject_type = 'instalment' AND i.id = c.subject_id
    LEFT JOIN records_receivable r ON r.id = i.receivable_id
    LEFT JOIN records_sale v ON c.subject_type = 'sale' AND v.id = c.subject_id
    LEFT JOIN records_document q ON c.subject_type = 'quote' AND q.id = c.subject_id
    WHERE s.message_id = m.id AND (
      c.closed_at IS NOT NULL
      OR i.paid >= i.amount OR i.replaced_at IS NOT NULL OR r.cancelled_at IS NOT NULL
      OR v.cancelled_at IS NOT NULL OR q.state <> 'sent' OR q.valid_until < m.local_date
      OR (c.kind = 'delivery' AND v.delivered_on IS NOT NULL)
      OR EXISTS (
        SELECT 1 FROM records_hold h WHERE h.customer_id = m.customer_id AND h.lifted_at IS NULL
        AND h.until >= m.local_date AND (h.case_id IS NULL OR h.case_id = c.id
             OR (h.kind = 'dispute' AND m.family IN ('satisfaction', 'restock')))
        AND (h.kind IN ('pause', 'moved')
             OR (h.kind IN ('answer', 'human', 'stopped') AND m.family <> 'request')
             OR (h.kind IN ('paid', 'dispute', 'unreachable', 'instalments', 'question', 'cheque', 'platform',
                             'letter', 'notice', 'handed_off', 'tell_agency', 'lapse',
                             'online', 'online_check')
                 AND m.family = 'payment')
             OR (h.kind IN ('too_dear', 'question', 'quote_reply') AND m.family = 'quote')
             OR (h.kind = 'promise' AND m.family = 'payment' AND NOT (
               COALESCE(h.amount, h.owed_then) > 0 AND COALESCE(h.amount, h.owed_then) <= (
                 SELECT COALESCE(SUM(p.amount), 0) FROM records_payment p
                 WHERE p.customer_id = h.customer_id AND p.created_at >= h.made_at
                 AND p.kind = 'payment' AND p.state = 'done')))
             OR (h.kind = 'dispute' AND m.family IN ('satisfaction', 'restock')))
      )
      OR (SELECT d.id FROM records_stepdone d WHERE d.case_id = c.id AND d.step = s.step) IS NOT NULL
    )
  )
  OR EXISTS (
    SELECT 1 FROM records_optout o WHERE o.customer_id = m.customer_id AND o.lifted_at IS NULL
    AND m.family <> 'consent'
    AND NOT (m.family = 'reply' AND EXISTS (
      SELECT 1 FROM records_thread t WHERE t.customer_id = m.customer_id AND t.last_inbound_at > o.at))
    AND ((o.purpose = 'all' AND (m.purpose <> 'legal' OR o.point_id IS NOT NULL))
         OR (o.purpose = 'marketing' AND m.purpose = 'marketing'))
    AND (o.point_id IS NULL OR o.point_id IN (
      SELECT p.id FROM records_contactpoint p WHERE p.customer_id = m.customer_id AND p.value = m.address))
  )
  OR NOT EXISTS (
    SELECT 1 FROM records_contactpoint p
    WHERE p.customer_id = m.customer_id AND p.value = m.address AND p.state = 'ok' AND p.suppressed_at IS NULL
  )
  OR (m.family = 'campaign' AND NOT EXISTS (
    SELECT 1 FROM records_recipient t JOIN records_campaign g ON g.id = t.campaign_id
    WHERE t.outgoing_id = m.id AND g.state = 'running'))
  OR (m.cancel_if <> '' AND (
    (m.cancel_if LIKE '%%reply%%' AND EXISTS (
      SELECT 1 FROM records_inboxmessage n WHERE n.customer_id = m.customer_id AND n.direction = 'in'
      AND NOT n.auto AND NOT n.history AND n.verdict = '' AND n.received_at > m.created_at))
    OR (m.cancel_if LIKE '%%echo%%' AND EXISTS (
      SELECT 1 FROM records_inboxmessage n WHERE n.customer_id = m.customer_id AND n.direction = 'out'
      AND n.origin IN ('phone_app', 'other_app') AND NOT n.history AND n.received_at > m.created_at))
    OR (m.cancel_if LIKE '%%payment%%' AND EXISTS (
      SELECT 1 FROM records_payment p WHERE p.customer_id = m.customer_id AND p.kind = 'payment'
      AND p.state = 'done' AND p.created_at > m.created_at))
    OR (m.cancel_if LIKE '%%stop%%' AND EXISTS (
      SELECT 1 FROM records_optout o WHERE o.customer_id = m.customer_id AND o.lifted_at IS NULL
      AND o.at > m.created_at))
  ))
  OR (m.family = 'payment' AND m.amount IS NOT NULL AND m.amount <> (
    SELECT COALESCE(SUM(i.amount - i.paid), 0) FROM records_messagestep s
    JOIN records_case c ON c.id = s.case_id AND c.subject_type = 'instalment'
    JOIN records_instalment i ON i.id = c.subject_id WHERE s.message_id = m.id
  ))
)
"""


def stopped(message_ids: Sequence[int]) -> set[int]:
    """The ids, among these, of messages that a fact now forbids. One query."""
    if not message_ids:
        return set()
    return {row[0] for row in run("kaye_stopped", _SQL, message_ids)}
