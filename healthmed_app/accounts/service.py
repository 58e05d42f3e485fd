"""The verbs of accounts that the rest of Health&Med calls; each ability is in a file of its own."""

from healthmed_app.accounts.sessions import authenticate, resolve

__all__ = ["authenticate", "resolve"]
