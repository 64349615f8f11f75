"""From facts to bytes: PDF by Typst, electronic invoices by factur-x. No row, no clock, no network."""
