"""The search for a diagnosis, while a report is written."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from healthmed_app.core.texts import _, ngettext_
from healthmed_app.records import report_icd
from state.access import role


@dataclass
class FoundView:
    """One diagnosis that was found."""

    code: str = ""
    title: str = ""


class DiagnosisState(rx.State):
    """What was `found` for `query`; `said` is the count, for who hears the page."""

    problem: str = ""
    query: str = ""
    found: list[FoundView] = []
    said: str = ""

    @rx.event
    @role("doctor")
    async def search(self, text: str) -> None:
        """Find diagnoses by code or title."""
        found = await asyncio.to_thread(report_icd.search, text)
        self.found = [FoundView(one.code, one.title) for one in found]
        self.query = text
        self.said = ""
        if text:
            self.said = (
                ngettext_("{n} diagnosis", "{n} diagnoses", len(found)) if found else _("No diagnosis found.")
            )
