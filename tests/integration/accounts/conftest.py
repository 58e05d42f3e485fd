"""The site that these tests talk to."""

from tests.site import site

__all__ = ["site"]
