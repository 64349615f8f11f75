"""Kayé: the notebook that rings. Follows every open request, order and debt of a small business until it is closed."""

__version__ = "0.1.0"
