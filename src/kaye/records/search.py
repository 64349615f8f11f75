"""What a customer or an article can be found by: the text kept in `search`, and the beginnings drawn from it.

A page looks for a beginning in an index: what it reads is what it shows, however many customers there are.
"""

from collections.abc import Iterable, Sequence

from kaye.records.bulk import insert_rows
from kaye.records.models import Business, Customer, CustomerKey, Product, ProductKey
from kaye.rules.people import name_key, search_key
from kaye.rules.phones import national_digits

AFTER = b"\xff"  # no UTF-8 text holds it: what begins with b is from b to b + AFTER
_EXACT, _BACKWARDS = b"=", b"~"
_LONGEST = 400
_KEY = 60  # bytes
_WORDS = 6  # of a name, each of which may be typed first
_NUMBER = 7  # digits from which a word is taken for a phone


def search_text(names: Iterable[str], phones: Iterable[str] = (), emails: Iterable[str] = ()) -> str:
    """Names without accents, phones as digits, e-mails: every word once, in that order."""
    words: dict[str, None] = {}
    for name in names:
        words.update(dict.fromkeys(search_key(name).split()))
    words.update(dict.fromkeys("".join(filter(str.isdigit, phone)) for phone in phones))
    words.update(dict.fromkeys(search_key(email) for email in emails))
    return " ".join(word for word in words if word)[:_LONGEST]


def keys_of(search: str, name: str = "") -> set[bytes]:
    """Beginnings to find it by: its words turned so that each comes first, its numbers as dialled at home, abroad,
    and backwards (people remember the last digits); `name`: also under exactly that name."""
    said = search.split()
    numbers = [word for word in said if word.isdigit() and len(word) >= _NUMBER]
    words = [word for word in said if word not in numbers]
    found = {" ".join((*words[place:], *words[:place])) for place in range(min(len(words), _WORDS))}
    found.update(numbers)
    found.update(national_digits(number) for number in numbers)
    keys = {text.encode()[:_KEY] for text in found}
    keys.update(backwards(number) for number in numbers)
    if name:
        keys.add(exactly(name))
    return keys


def exactly(name: str) -> bytes:
    """The key of that very name, civility and accents aside; long names may share one."""
    return (_EXACT + name_key(name).encode())[:_KEY]


def backwards(digits: str) -> bytes:
    """The key of the numbers that end so."""
    return _BACKWARDS + digits[::-1].encode()[: _KEY - 1]


def keep_customer_keys(business: Business, customers: Sequence[Customer], are_new: bool = False) -> None:
    """Write again what these customers are found by, after their `search` or their name changed."""
    wanted = {c.pk: keys_of(c.search, c.name) for c in customers}
    kept: set[tuple[int, bytes]] = set()
    if not are_new:
        rows = CustomerKey.objects.filter(business=business, customer_id__within=list(wanted))
        known = [(pk, c, bytes(key)) for pk, c, key in rows.values_list("pk", "customer_id", "key")]
        kept = {(c, key) for _, c, key in known if key in wanted[c]}
        gone = [pk for pk, c, key in known if key not in wanted[c]]
        CustomerKey.objects.filter(pk__within=gone).delete()
    new = [
        (business.pk, c.pk, key) for c in customers for key in sorted(wanted[c.pk]) if (c.pk, key) not in kept
    ]
    insert_rows(CustomerKey, ("business", "customer", "key"), new)


def keep_product_keys(business: Business, products: Sequence[Product]) -> None:
    """The same for articles just written: their names do not change."""
    rows = [(business.pk, p.pk, key) for p in products for key in sorted(keys_of(p.search))]
    insert_rows(ProductKey, ("business", "product", "key"), rows)
