"""What the pages of reports show: strings ready to be drawn. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from healthmed_app.core import formats
from healthmed_app.core.texts import _
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.records.report_document import Document
from healthmed_app.records.report_draft import PARTS, WHY, Draft
from healthmed_app.records.report_icd import title_of
from healthmed_app.records.report_pdf import credentials
from healthmed_app.records.report_templates import TEMPLATES, sections
from healthmed_app.records.report_views import Earlier, Signed, Visit, Written


@dataclass
class Choice:
    """What a person decides when a field was typed in two tabs: `other` is what is saved."""

    mine: str = ""
    other: str = ""
    seen: int = 0
    tab: str = ""


@dataclass
class FieldView:
    """One field. `clash` when another tab changed it too; `taken` counts how often the other text was chosen."""

    name: str = ""
    heading: str = ""
    hint: str = ""
    text: str = ""
    version: int = 0
    clash: bool = False
    other: str = ""
    taken: int = 0


@dataclass
class LineView:
    """One prescription line."""

    key: str = ""
    title: str = ""
    remove: str = ""
    medicine: FieldView = field(default_factory=FieldView)
    dose: FieldView = field(default_factory=FieldView)
    often: FieldView = field(default_factory=FieldView)
    long: FieldView = field(default_factory=FieldView)


@dataclass
class CodeView:
    """A diagnosis."""

    code: str = ""
    title: str = ""
    remove: str = ""


@dataclass
class HeadView:
    """Whose visit it is, and when."""

    appointment: str = ""
    who: str = ""
    for_whom: str = ""
    when: str = ""
    visit_href: str = ""
    report_href: str = ""
    can_conclude: bool = False


@dataclass
class WritingView:
    """The report while it is written."""

    appointment: str = ""
    template: str = ""
    templates: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    fields: list[FieldView] = field(default_factory=list[FieldView])
    codes: list[CodeView] = field(default_factory=list[CodeView])
    lines: list[LineView] = field(default_factory=list[LineView])
    why: FieldView = field(default_factory=FieldView)
    amends: bool = False
    saved: str = ""
    revision: int = 0


@dataclass
class PaperView:
    """A report as it reads: `parts` are (heading, text), `codes` (code, title), `lines` (medicine, how to take it)."""

    facts: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    codes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    parts: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    lines: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    why: str = ""
    version: str = ""
    superseded: str = ""
    code: str = ""
    pdf_href: str = ""
    versions: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """(words, address) of the other versions."""


@dataclass
class EarlierView:
    """An earlier report of the same patient, in a list."""

    day: str = ""
    about: str = ""
    for_whom: str = ""
    href: str = ""


@dataclass
class VisitReports:
    """Reports as a visit's page tells of them: what can be done with this visit's own, and the earlier ones."""

    way: str = ""
    """`write`, `go_on`, `amend`, `read`, or empty while there is nothing to do."""
    words: str = ""
    href: str = ""
    earlier: list[EarlierView] = field(default_factory=list[EarlierView])


def head_view(visit: Visit, prefix: str) -> HeadView:
    """Project whose visit it is."""
    began = formats.moment(visit.starts_at, visit.zone)
    return HeadView(
        appointment=str(visit.id),
        who=visit.patient,
        for_whom=_("For {name}", name=visit.for_name) if visit.for_name else "",
        when=f"{began} ({formats.zone_name(visit.zone, visit.starts_at)})",
        visit_href=f"{prefix}/visit/{visit.id}",
        report_href=f"{prefix}/visit/{visit.id}/report",
        can_conclude=visit.status == "in_progress",
    )


def writing_view(
    written: Written, draft: Draft, clashes: Mapping[str, Choice], taken: Mapping[str, int]
) -> WritingView:
    """Project the draft; `clashes` are the fields that a person has to decide about."""

    def one(name: str, heading: str = "", hint: str = "") -> FieldView:
        now, clash = draft.field(name), clashes.get(name)
        return FieldView(
            name,
            heading,
            hint,
            now.text,
            now.version,
            clash is not None,
            clash.other if clash else "",
            taken.get(name, 0),
        )

    def line(number: int, key: str) -> LineView:
        title = _("Medicine {number}", number=number)
        said = (one(f"line.{key}.{part}") for part in PARTS)
        return LineView(key, title, _("Remove medicine {number}", number=number), *said)

    return WritingView(
        appointment=str(written.visit.id),
        template=draft.template,
        templates=template_choices(),
        fields=[
            one(f"section.{section.key}", _(section.heading), _(section.hint) if section.hint else "")
            for section in sections(draft.template, draft.written())
        ],
        codes=[CodeView(code, title_of(code) or "", _("Remove {code}", code=code)) for code in draft.codes],
        lines=[line(number, key) for number, key in enumerate(draft.lines, 1)],
        why=one(WHY),
        amends=written.versions > 0,
        saved=saved_words(written.saved_at, written.visit.zone),
        revision=written.revision,
    )


def template_choices() -> list[tuple[str, str]]:
    """Return the templates as (slug, name), by name."""
    return sorted(((slug, specialty_name(slug)) for slug in TEMPLATES), key=lambda one: one[1])


def saved_words(saved_at: datetime | None, zone: str) -> str:
    """Return when the draft was saved last, in words."""
    if saved_at is None:
        return _("Nothing is saved yet. What you type is saved by itself.")
    return _("Draft saved at {time}.", time=formats.clock_time(saved_at, zone))


def paper_view(document: Document) -> PaperView:
    """Project what a report says."""
    zone = formats.zone_name(document.zone, document.visit_at)
    patient = document.for_name or document.patient
    facts = [
        (_("Patient"), patient),
        (_("Doctor"), f"{document.doctor}, {credentials(document)}"),
        (_("Specialty"), specialty_name(document.specialty)),
        (_("Visit"), f"{formats.moment(document.visit_at, document.zone)} ({zone})"),
    ]
    return PaperView(
        facts=facts,
        codes=[(code.code, code.title) for code in document.codes],
        parts=[(_(part.heading), part.text) for part in document.parts],
        lines=[(line.medicine, _joined((line.dose, line.often, line.long))) for line in document.lines],
        why=document.why,
    )


def signed_view(signed: Signed, shown_code: str, page: str) -> PaperView:
    """Project a signed version; `page` is the address that shows its versions by `?version=`."""
    view = paper_view(signed.document)
    zone = signed.document.zone
    view.facts.append((_("Signed"), formats.moment(signed.signed_at, zone)))
    view.code = shown_code
    view.pdf_href = f"/api/v1/appointments/{signed.appointment_id}/report.pdf?version={signed.number}"
    if len(signed.all_signed_at) > 1:
        view.version = _("Version {number}", number=signed.number)
    if signed.number != signed.newest:
        view.superseded = _("A newer version replaced this one.")
    view.versions = [
        (_("Version {number}, signed {when}", number=number, when=formats.moment(at, zone)), f"{page}?version={number}")
        for number, at in signed.all_signed_at
        if number != signed.number
    ]  # fmt: skip
    return view


def visit_reports(written: Written, earlier: Iterable[Earlier], prefix: str) -> VisitReports:
    """Project what a visit's page says of reports."""
    visit = written.visit
    way = words = ""
    if written.versions:
        way = "amend" if written.draft is not None else "read"
        words = _("The report is signed.") if way == "read" else _("You began to amend the signed report.")
    elif written.draft is not None:
        way = "go_on" if written.saved_at else "write"
        words = saved_words(written.saved_at, visit.zone)
    return VisitReports(way, words, f"{prefix}/visit/{visit.id}/report", earlier_views(earlier, prefix))


def earlier_views(found: Iterable[Earlier], prefix: str) -> list[EarlierView]:
    """Project earlier reports."""
    return [
        EarlierView(
            day=formats.day(formats.local(one.document.visit_at, one.document.zone).date()),
            about=_joined(f"{code.code} {code.title}" for code in one.document.codes)
            or _("No diagnosis code"),
            for_whom=_("For {name}", name=one.document.for_name) if one.document.for_name else "",
            href=f"{prefix}/visit/{one.appointment_id}/report",
        )
        for one in found
    ]


def _joined(words: Iterable[str]) -> str:
    return " · ".join(word for word in words if word)
