"""A shop that customers write to, without a network: what a channel would have stored, heard at once."""

from tests.actions.conftest import firm, in_scope, now, shop

__all__ = ["firm", "in_scope", "now", "shop"]
