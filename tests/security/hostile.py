"""What hostile hands type into fields."""

STRINGS = (
    "", " ", "\t", "\x00", "a\x00b", "\r\n", "a\r\nBcc: x@evil.example", "a\nb", "\u2028", "a\u2029b", "\ufeff",
    "\u200b", "\u202eabc", "مرحبا بالعالم", "שלום", "😀" * 20, "👩‍👩‍👧‍👦", "é" * 300, "x" * 10_000,
    "9" * 400, "-1", "0", "-0", "+1", "1e309",
    "NaN", "Infinity", "1,5", "1.5", "0x10", "٣٤", "²", "½", "99999999999999999999", "-99999999999999999999",
    "2026-02-31", "0000-00-00", "9999-12-31", "10000-01-01", "0001-01-01", "31/02/2026", "2026-05-22T10:00",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7*7 }}", "{% debug %}", "{{client.__class__}}", "[[{{", "}}]]", "${7*7}", "%s%s%n", "{0}", "{}",
    "' OR 1=1 --", "'; DROP TABLE records_customer; --", "\\", "%", "_", "=1+1", "@SUM(A1)", "../../etc/passwd",
    "file:///etc/passwd", "http://127.0.0.1:1/", "[]", "{\"a\": 1}", "null", "None", "true",
    "a@b", "a@" + "b" * 300 + ".example", "\"a\r\n\"@b.example", "+237 6 99", "+" + "9" * 60,
    "\ud7ff\ue000\uffff", "I\u0307",
)  # fmt: skip
