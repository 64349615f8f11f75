"""What a key of the API may do: one resource, read or write (M57)."""

RESOURCES = (
    "customers", "products", "sales", "orders", "quotes", "invoices", "credit-notes", "payments", "plans",
    "subscriptions", "followups", "webhooks", "campaigns",
)  # fmt: skip
READ, WRITE = "read", "write"
SCOPES = tuple(f"{resource}:{right}" for resource in RESOURCES for right in (READ, WRITE))


def opens(scopes: tuple[str, ...] | list[str], resource: str, right: str) -> bool:
    """Whether these scopes open this: writing lets one read too."""
    return f"{resource}:{right}" in scopes or (right == READ and f"{resource}:{WRITE}" in scopes)


def unknown(scopes: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Those that do not exist."""
    return tuple(each for each in scopes if each not in SCOPES)
