"""The arithmetic, the dates and the mentions of quotes, invoices, payments and subscriptions (M1–M60)."""
