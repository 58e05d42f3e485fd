"""What the page of a new time shows: the days and times to pick from, or the old time beside the new one."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from healthmed_app.booking import choosing
from healthmed_app.booking import service as booking
from healthmed_app.booking.choosing import Chosen
from healthmed_app.booking.views import AppointmentView, FreeSlot
from healthmed_app.core import formats
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _
from healthmed_app.directory import service as directory
from healthmed_app.directory.query import SearchQuery
from infra.db.pool import Connection
from state.booking_views import VisitView, visit_view
from state.doctor_views import DayView, day_view

DAYS_MAX = 10
OTHERS_MAX = 3
OTHER_TIMES = 3


@dataclass
class PickView:
    """A free time to move to."""

    id: str = ""
    time: str = ""
    day: str = ""
    label: str = ""
    href: str = ""


@dataclass
class OtherView:
    """Another doctor of the same specialty and city, with the next free times."""

    name: str = ""
    href: str = ""
    detail: str = ""
    times: list[PickView] = field(default_factory=list[PickView])


@dataclass
class Choice:
    """The days that have times, the picked one with its times, and other doctors."""

    days: list[DayView] = field(default_factory=list[DayView])
    chosen: str = ""
    chosen_words: str = ""
    zone_words: str = ""
    times: list[PickView] = field(default_factory=list[PickView])
    others: list[OtherView] = field(default_factory=list[OtherView])
    find_href: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who picks, and where: `base` is the page's address without its question mark, `prefix` the language's."""

    person: Actor
    base: str
    prefix: str
    now: datetime

    @property
    def today(self) -> date:
        """The day on the reader's wall clock."""
        return formats.local(self.now, self.person.zone).date()


async def read_choice(conn: Connection, row: AppointmentView, reader: Reader, wanted: str) -> Choice:
    """Read the times to pick from; `wanted` is the day that was picked, or empty."""
    zone = reader.person.zone
    days = await booking.free_days(conn, row.doctor_id, reader.today, DAYS_MAX, zone, reader.now)
    later = [day.day for day in days if day.day.isoformat() >= wanted]
    chosen = later[0] if later else days[0].day if days else None
    times: list[FreeSlot] = []
    if chosen is not None:
        times = await booking.free_slots(conn, row.doctor_id, chosen, chosen, zone, reader.now)
    others = await _others(conn, row, reader)
    query = SearchQuery(specialty=row.specialty, city=row.city or "", state=row.state or "")
    return Choice(
        days=[day_view(day, reader.today) for day in days],
        chosen=chosen.isoformat() if chosen else "",
        chosen_words=formats.day(chosen) if chosen else "",
        zone_words=_("Times are in {zone}.", zone=formats.zone_name(zone, reader.now)),
        times=[_pick(slot, reader, row.doctor_name) for slot in times if slot.id != row.slot_id],
        others=others,
        find_href=query.url(f"{reader.prefix}/find"),
    )


async def _others(conn: Connection, row: AppointmentView, reader: Reader) -> list[OtherView]:
    query = SearchQuery(specialty=row.specialty, city=row.city or "", state=row.state or "")
    found = await directory.search(conn, query)
    cards = [card for card in found.cards if card.id != row.doctor_id][:OTHERS_MAX]
    free = await booking.next_free(conn, [card.id for card in cards], OTHER_TIMES, reader.now)
    return [
        OtherView(
            name=card.name,
            href=f"{reader.prefix}/doctor/{card.slug}",
            detail=" · ".join(
                (formats.money(card.price_cents, card.currency), f"{card.neighborhood}, {card.city}")
            ),
            times=[_pick(slot, reader, card.name) for slot in free[card.id]],
        )
        for card in cards
        if free[card.id]
    ]


def _pick(slot: FreeSlot, reader: Reader, doctor: str) -> PickView:
    zone = reader.person.zone
    moment = formats.moment(slot.starts_at, zone)
    return PickView(
        id=str(slot.id),
        time=formats.clock_time(slot.starts_at, zone),
        day=formats.relative_day(formats.local(slot.starts_at, zone).date(), reader.today),
        label=_("{when} with {doctor}", when=moment, doctor=doctor),
        href=f"{reader.base}?slot={slot.id}",
    )


@dataclass(frozen=True, slots=True)
class New:
    """The time that was picked, whether it can be had now, and what asking for it means."""

    visit: VisitView
    what_next: str
    free: bool


async def read_new(conn: Connection, row: AppointmentView, reader: Reader, slot_id: UUID) -> New | None:
    """Read the time that was picked for the appointment `row`; None when there is no such time."""
    try:
        slot = await choosing.chosen(conn, slot_id)
    except NotFound:
        return None
    by_video = slot.offers_online and (row.online or not slot.offers_in_person)
    visit = visit_view(slot, online=by_video, zone=reader.person.zone, prefix=reader.prefix)
    free = slot.free or await choosing.my_hold(conn, reader.person, slot_id) is not None
    return New(visit, _what_next(row, slot), free)


def _what_next(old: AppointmentView, new: Chosen) -> str:
    if new.confirms_automatically:
        what = _("The new time is yours at once, and the old one is given back.")
    else:
        what = _(
            "The old time is given back when you get the new one. {doctor} then confirms it, as before.",
            doctor=new.doctor_name,
        )
    if new.doctor_id == old.doctor_id:
        return what
    price = formats.money(new.price_cents, new.currency)
    return what + " " + _("This doctor's price is {price}.", price=price)
