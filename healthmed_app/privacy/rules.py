"""How long things are kept, and what becomes of every table when an account is deleted. Pure."""

from datetime import timedelta

EXPORT_KEPT = timedelta(days=7)
"""How long a finished copy can be downloaded."""
EXPORT_MADE_WITHIN = timedelta(days=1)
"""A copy that is not finished after so long never will be."""
PART_BYTES = 16 << 20
"""A sealed copy lies in storage in parts of this size, since one is held in memory while it is stored."""
NOTICES_KEPT = timedelta(days=365)
REQUESTS_KEPT = timedelta(days=365)
"""Decided requests: what they asked is gone when they are decided, and what remains is who asked what when."""

ERASED = frozenset(
    {
        *("addresses", "sessions", "links", "waiting_sign_ins", "recovery_codes", "two_factors"),
        *("notices", "notice_preferences", "files", "data_exports", "waitlist", "calendar_feeds"),
    }
)
"""Tables whose rows go with their owner's account, and what hangs on them."""
KEPT = frozenset(
    {
        "users",
        "doctors",
        "calendars",
        "appointments",
        "reviews",
        "reports",
        "access_ledger",
        "ledger_heads",
        "closures",
        "file_grants",
    }
)
"""Tables whose rows stay without what says whose they are: a visit took place, a report is the law's for 20 years.

Grants to a doctor go with the files; those of a doctor who leaves open nothing, since nobody signs in.
"""
