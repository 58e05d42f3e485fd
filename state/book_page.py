"""What the booking page shows, worked out from the hold, its draft, its request and the address; no Reflex here.

A hold is in one of five situations, each a page of its own: the steps, the wait, the refusal, the end of the hold,
and nowhere. An appointment that came of it has another address.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from healthmed_app.booking import choosing, policy
from healthmed_app.booking import service as booking
from healthmed_app.booking.choosing import Chosen
from healthmed_app.booking.details import Draft, Offer, next_step, picked
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.booking.views import AppointmentView
from healthmed_app.core import formats
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.texts import _
from healthmed_app.records import files
from infra.db.pool import Connection
from state.booking_views import AlternativeView, VisitView, alternative_views, visit_view
from state.booking_words import refusal_words


@dataclass(frozen=True, slots=True)
class Held:
    """All that is known of a hold at one moment."""

    row: AppointmentView
    slot: Chosen
    draft: Draft
    request: UUID | None
    """The undecided request to book it."""
    outcome: Outcome | None
    again: UUID | None
    """Another hold of the same patient that keeps the same slot now."""
    files: tuple[tuple[str, str], ...] = ()
    """The patient's own files: (id, name)."""

    @property
    def offer(self) -> Offer:
        """How its doctor can be seen."""
        return Offer(self.slot.offers_online, self.slot.offers_in_person)


@dataclass
class DraftView:
    """The answers so far, as typed, and how the check page tells them."""

    choices: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    whom: str = ""
    name: str = ""
    birth_date: str = ""
    how: str = ""
    how_shown: str = ""
    reason: str = ""
    reason_shown: str = ""
    who_shown: str = ""
    for_whom: str = ""
    what_next: str = ""
    both_ways: bool = False
    files: list[tuple[str, str, bool]] = field(default_factory=list[tuple[str, str, bool]])
    """The reader's files: (id, name, whether it is picked)."""
    files_shown: str = ""


@dataclass
class BookPage:
    """The fields of `BookState`, and the draft of `BookAnswersState`; `leave_for` once it became an appointment."""

    phase: str = ""
    step: str = ""
    hold_id: str = ""
    base_href: str = ""
    back_href: str = ""
    visit: VisitView = field(default_factory=VisitView)
    until: str = ""
    server_now: str = ""
    can_extend: bool = False
    blocked: str = ""
    title: str = ""
    sentence: str = ""
    again_href: str = ""
    alternatives: list[AlternativeView] = field(default_factory=list[AlternativeView])
    draft: DraftView | None = None
    leave_for: str = ""


async def read_hold(conn: Connection, keyring: Keyring, person: Actor, hold_id: UUID) -> Held:
    """Read a hold of this person's; raise `NotFound` when there is none."""
    row = await booking.appointment(conn, person, hold_id)
    assert row.slot_id is not None
    slot = await choosing.chosen(conn, row.slot_id)
    found = await choosing.request_of_key(conn, person, str(hold_id))
    outcome = await booking.outcome(conn, person, found[0]) if found and found[1] else None
    return Held(
        row=row,
        slot=slot,
        draft=await choosing.draft(conn, keyring, person, hold_id),
        request=found[0] if found and outcome is None else None,
        outcome=outcome,
        again=await choosing.my_hold(conn, person, row.slot_id),
        files=tuple((str(file.id), file.name) for file in await files.own(conn, person)),
    )


def nowhere(title: str, sentence: str) -> BookPage:
    """Return the page of an address that leads to no hold of the reader's."""
    return BookPage(phase="nowhere", title=title, sentence=sentence)


def page_of(held: Held, person: Actor, now: datetime, asked_step: str, prefix: str) -> BookPage:
    """Return what the page shows. `prefix` is the language's (`/en`)."""
    row = held.row
    base = f"{prefix}/book/{row.id}"
    online = held.draft.how == "online" if held.offer.both else held.offer.online
    page = BookPage(
        hold_id=str(row.id),
        base_href=base,
        visit=visit_view(row, online=online, zone=person.zone, prefix=prefix),
        draft=draft_view(held, person),
        server_now=now.isoformat(),
    )
    if row.status not in {"held", "schedule_in_analysis"}:
        page.leave_for = f"{prefix}/appointments/{row.id}"
    elif held.request is not None:
        page.phase = "waiting"
    elif held.outcome is not None and not held.outcome.succeeded:
        refuse(page, held.outcome, person, prefix, row.id)
    elif row.active and row.expires_at is not None and row.expires_at > now:
        _steps(page, held, asked_step, now)
    else:
        _ended(page, held, now, prefix)
    return page


def refuse(page: BookPage, outcome: Outcome, person: Actor, prefix: str, hold_id: UUID) -> None:
    """Make `page` say why the time could not be booked, with the alternatives; what was typed comes along."""
    page.phase = "refused"
    page.title, page.sentence = refusal_words(outcome)
    page.alternatives = alternative_views(
        outcome.alternatives, zone=person.zone, prefix=prefix, carry=hold_id
    )


def _steps(page: BookPage, held: Held, asked_step: str, now: datetime) -> None:
    names = step_names(held.offer)
    step = asked_step if asked_step in names else names[0]
    missing = next_step(held.draft, held.offer, now.date())
    if step == "check" and missing != "check":
        step = missing
    before = names.index(step) - 1
    page.phase, page.step = "steps", step
    page.back_href = f"{page.base_href}?step={names[before]}" if before >= 0 else page.visit.doctor_href
    page.until = held.row.expires_at.isoformat() if held.row.expires_at else ""
    page.can_extend = not held.row.extended
    if held.slot.doctor_status != "verified":
        page.blocked = _("This doctor takes no bookings any more, so this time cannot be booked.")
    elif held.row.starts_at <= now:
        page.blocked = _("This time has begun, so it cannot be booked any more.")


def step_names(offer: Offer) -> list[str]:
    """Return the steps in order; how one is seen is asked only where there is a choice."""
    return ["who", "how", "reason", "check"] if offer.both else ["who", "reason", "check"]


def _ended(page: BookPage, held: Held, now: datetime, prefix: str) -> None:
    page.phase = "ended"
    ran_out = held.row.expires_at is not None and held.row.expires_at <= now
    page.title = _("This time is no longer kept for you")
    if ran_out:
        page.title = _("The time to answer is over") if _waited(held) else _("Your five minutes ended")
    if held.again is not None:
        page.sentence = _("You hold the same time again. What you typed is kept.")
        page.again_href = f"{prefix}/book/{held.again}"
    elif held.slot.free:
        page.sentence = _("The time is still free: hold it again? What you typed is kept.")
        page.again_href = f"{prefix}/book?slot={held.slot.slot_id}&from={held.row.id}"
    else:
        page.sentence = _("The time is not free any more. Nothing was charged. Choose another one.")


def _waited(held: Held) -> bool:
    """Whether the time was kept because its patient waited for one: longer than any other hold."""
    row = held.row
    return row.expires_at is not None and row.expires_at - row.created_at > 2 * policy.DEFAULT.hold


def draft_view(held: Held, person: Actor) -> DraftView:
    """Project the answers so far."""
    view = DraftView(
        choices=[
            ("me", _("Me, {name}", name=person.name), ""),
            ("other", _("Someone else"), _("A child, or an adult you care for")),
        ],
        what_next=_what_next(held.slot),
        both_ways=held.offer.both,
        files=[(file_id, name, False) for file_id, name in held.files],
    )
    return retyped(view, held.draft, person)


def retyped(view: DraftView, typed: Draft, person: Actor) -> DraftView:
    """Return the view with what is typed now."""
    name = typed.name.strip() if typed.whom == "other" else person.name
    chosen = {str(one) for one in picked(typed)}
    shown = [file[1] for file in view.files if file[0] in chosen]
    return replace(
        view,
        whom=typed.whom,
        name=typed.name,
        birth_date=typed.birth_date,
        how=typed.how,
        how_shown={"online": _("By video"), "in_person": _("In person")}.get(typed.how, ""),
        reason=typed.reason,
        reason_shown=typed.reason.strip() or _("Not given"),
        who_shown=name if typed.whom else "",
        for_whom=_("For {name}", name=name) if typed.whom and name else "",
        files=[(file_id, title, file_id in chosen) for file_id, title, _before in view.files],
        files_shown=", ".join(shown) or _("None"),
    )


def _what_next(slot: Chosen) -> str:
    price = formats.money(slot.price_cents, slot.currency)
    paid = _("Nothing is charged now: you pay {price} at the visit.", price=price)
    if slot.confirms_automatically:
        return _("The time is yours as soon as you confirm. {paid}", paid=paid)
    return _(
        "We send your request to {doctor}, who answers within a day. {paid}",
        doctor=slot.doctor_name,
        paid=paid,
    )
