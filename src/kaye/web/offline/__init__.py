"""Without a network: the service worker, the page it shows, and what the phone kept meanwhile (C60)."""
