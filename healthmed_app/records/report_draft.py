"""A report while it is written: fields as they were typed, codes, prescription lines, and what becomes of them. Pure.

Each field has a version, and remembers which tab of a browser wrote it last. A tab's own next text follows its last one;
another tab's text is taken only when that tab had seen the field as it is now. So nothing is overwritten unseen, and two
tabs that write in different fields do not disturb each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from healthmed_app.core.errors import Conflict, Invalid, Problem
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from healthmed_app.records.report_document import Code, Document, Line, Part
from healthmed_app.records.report_icd import title_of
from healthmed_app.records.report_templates import GENERAL, SECTIONS, TEMPLATES, sections

TEXT_MAX = 8_000
TOTAL_MAX = 30_000
"""Of all fields together, so that drawing the PDF is bounded."""
SHORT_MAX = 200
CODES_MAX = 20
LINES_MAX = 20
WHY = "why"
PARTS = ("medicine", "dose", "often", "long")
"""What a prescription line says: which medicine, how much of it, how often, for how long."""


class Field(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field as typed."""

    text: str = ""
    version: int = 0
    tab: str = ""


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that was typed. Fields are named `section.<key>`, `line.<key>.<part>` and `why` (for an amendment)."""

    template: str = GENERAL
    fields: dict[str, Field] = {}
    codes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """Return a field, which is empty before anything was typed."""
        return self.fields.get(name, Field())

    def text(self, name: str) -> str:
        """Return a field's text without the space around it."""
        return self.field(name).text.strip()

    def written(self) -> list[str]:
        """Return the keys of the sections in which something stands, in the order of the catalogue."""
        return [key for key in SECTIONS if self.text(f"section.{key}")]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a tab says was typed into one field, and the version that it had seen."""

    name: str
    text: str
    seen: int
    tab: str


class TypedElsewhere(Conflict):
    """Another tab or device changed the field since this one saw it; `saved` is what stands there."""

    code = "typed_elsewhere"

    def __init__(self, saved: Field) -> None:
        super().__init__(N_("This was changed in another tab or on another device meanwhile."))
        self.saved = saved


def encode(draft: Draft) -> str:
    """Return the draft as JSON."""
    return msgspec.json.encode(draft).decode()


def decode(text: str) -> Draft:
    """Return the draft that `encode` wrote."""
    return msgspec.json.decode(text, type=Draft)


def typed(draft: Draft, what: Typed) -> Draft:
    """Return the draft with one field typed anew.

    Raises:
        Invalid: there is no such field, or the text is too long.
        TypedElsewhere: this tab had not seen the field as it is.
    """
    limit = _limit(draft, what.name)
    if len(what.text) > limit:
        raise Invalid(N_("Use at most {limit} characters."), field=what.name, limit=limit)
    now = draft.field(what.name)
    if what.text == now.text:
        return draft
    if what.seen != now.version and what.tab != now.tab:
        raise TypedElsewhere(now)
    if sum(len(field.text) for field in draft.fields.values()) - len(now.text) + len(what.text) > TOTAL_MAX:
        raise Invalid(N_("The whole report has at most 30,000 characters."), field=what.name)
    field = Field(what.text, now.version + 1, what.tab)
    return msgspec.structs.replace(draft, fields={**draft.fields, what.name: field})


def _limit(draft: Draft, name: str) -> int:
    kind, _, rest = name.partition(".")
    if name == WHY or (kind == "section" and rest in SECTIONS):
        return TEXT_MAX
    line, _, part = rest.partition(".")
    if kind == "line" and line in draft.lines and part in PARTS:
        return SHORT_MAX
    raise Invalid(N_("This line was removed in another tab or on another device."), code="no_such_field")


def with_template(draft: Draft, slug: str) -> Draft:
    """Return the draft under other headings; raise `Invalid` when there are none of that name."""
    if slug not in TEMPLATES:
        raise Invalid(N_("Choose headings from the list."), field="template")
    return msgspec.structs.replace(draft, template=slug)


def with_code(draft: Draft, code: str) -> Draft:
    """Return the draft with one more diagnosis; one that is there already stays as it is."""
    if title_of(code) is None:
        raise Invalid(N_("Choose a diagnosis from the list."), field="diagnosis")
    if code in draft.codes:
        return draft
    if len(draft.codes) >= CODES_MAX:
        raise Invalid(N_("A report has at most 20 diagnoses."), field="diagnosis")
    return msgspec.structs.replace(draft, codes=(*draft.codes, code))


def without_code(draft: Draft, code: str) -> Draft:
    """Return the draft without a diagnosis."""
    return msgspec.structs.replace(draft, codes=tuple(one for one in draft.codes if one != code))


def with_line(draft: Draft) -> Draft:
    """Return the draft with one more, empty prescription line."""
    if len(draft.lines) >= LINES_MAX:
        raise Invalid(N_("A report has at most 20 prescription lines."), field="lines")
    return msgspec.structs.replace(draft, lines=(*draft.lines, new_id().hex[-12:]))


def without_line(draft: Draft, key: str) -> Draft:
    """Return the draft without a prescription line and its fields."""
    fields = {name: field for name, field in draft.fields.items() if not name.startswith(f"line.{key}.")}
    lines = tuple(line for line in draft.lines if line != key)
    return msgspec.structs.replace(draft, lines=lines, fields=fields)


def amending(document: Document) -> Draft:
    """Return a draft that begins with what was signed."""
    lines = [(new_id().hex[-12:], line) for line in document.lines]
    fields = {f"section.{part.key}": Field(part.text, 1) for part in document.parts}
    for key, line in lines:
        fields |= {f"line.{key}.{part}": Field(getattr(line, part), 1) for part in PARTS}
    codes = tuple(code.code for code in document.codes)
    return Draft(document.template, fields, codes, tuple(key for key, _ in lines))


def problems(draft: Draft, *, amends: bool) -> dict[str, str | Problem]:
    """Return what keeps the draft from being signed, by field; nothing when it can be."""
    found: dict[str, str | Problem] = {}
    keys = [section.key for section in sections(draft.template)]
    if not draft.written():
        found[f"section.{keys[0]}"] = N_("Write something before you sign.")
    for key in draft.lines:
        found |= _line_problems(draft, key)
    if amends and not draft.text(WHY):
        found[WHY] = N_("Say why you amend the report: it is part of the new version.")
    return found


def _line_problems(draft: Draft, key: str) -> dict[str, str | Problem]:
    said = {part: draft.text(f"line.{key}.{part}") for part in PARTS}
    if not any(said.values()):
        return {}
    wanted = {
        "medicine": N_("Say which medicine, with its strength."),
        "dose": N_("Say how much of it."),
        "often": N_("Say how often."),
    }
    return {f"line.{key}.{part}": sentence for part, sentence in wanted.items() if not said[part]}


def parts(draft: Draft) -> Iterator[Part]:
    """Yield what was written under each heading, in the order of the page."""
    for section in sections(draft.template, draft.written()):
        if text := draft.text(f"section.{section.key}"):
            yield Part(section.key, section.heading, text)


def codes(draft: Draft) -> Iterator[Code]:
    """Yield the diagnoses with their titles."""
    for code in draft.codes:
        if (title := title_of(code)) is not None:
            yield Code(code, title)


def lines(draft: Draft) -> Iterator[Line]:
    """Yield the prescription lines in which something stands."""
    for key in draft.lines:
        line = Line(*(draft.text(f"line.{key}.{part}") for part in PARTS))
        if line != Line():
            yield line
