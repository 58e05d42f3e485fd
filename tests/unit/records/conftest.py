from datetime import UTC, date, datetime

import pytest

from healthmed_app.records.report_document import Code, Document, Line, Part


@pytest.fixture
def document() -> Document:
    """A report with something of everything, and letters of Portuguese."""
    return Document(
        doctor="Dr. João Gonçalves Araújo",
        crm="12345",
        crm_state="PE",
        rqe="777",
        specialty="cardiology",
        patient="Conceição Müller",
        for_name="Théo Ñandú",
        for_birth_date=date(2019, 3, 14),
        visit_at=datetime(2026, 11, 3, 13, tzinfo=UTC),
        zone="America/Recife",
        template="cardiology",
        parts=(
            Part("complaint", "Main complaint", "Dor no peito há três dias, ≥ 3 episódios → melhora."),
            Part("plan", "Plan", "Return in 30 days."),
        ),
        codes=(Code("I10", "Essential (primary) hypertension"),),
        lines=(Line("Losartan 50 mg", "1 tablet", "twice a day", "30 days"),),
        why="",
    )
