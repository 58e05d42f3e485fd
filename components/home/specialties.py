"""The specialties that most people look for, as links to their doctors."""

import reflex as rx

from components import ui
from healthmed_app.core.texts import _
from healthmed_app.directory.specialties import specialty_name

ICONS = {
    "cardiology": "heart-pulse",
    "dermatology": "sun",
    "gynecology": "venus",
    "pediatrics": "baby",
    "orthopedics": "bone",
    "psychiatry": "brain",
    "ophthalmology": "eye",
    "endocrinology": "droplets",
    "neurology": "activity",
    "otorhinolaryngology": "ear",
    "family-medicine": "stethoscope",
    "urology": "shield-check",
}
_BREAKS = {"Otorrinolaringologia": "Otorrino\u00adlaringologia"}
"""Where a name breaks that is wider than a phone's tile."""
_TILE = (
    "flex h-full min-h-14 items-center gap-2.5 rounded-card border border-line bg-surface px-3 py-3 text-14 font-[560] sm:gap-3 sm:px-4 sm:text-16 "
    "transition-colors hover:border-accent hover:text-accent"
)


def specialties() -> rx.Component:
    """Draw one tile for each specialty."""

    def tile(slug: str, icon: str) -> rx.Component:
        name = specialty_name(slug)
        inside = (
            ui.icon(icon, class_name="text-accent"),
            rx.el.span(_BREAKS.get(name, name), class_name="min-w-0"),
        )
        return rx.el.li(rx.el.a(*inside, href=ui.to(f"/find?specialty={slug}"), class_name=_TILE))

    tiles = rx.el.ul(
        *(tile(slug, icon) for slug, icon in ICONS.items()),
        class_name="grid grid-cols-2 gap-3 md:grid-cols-3 lg:grid-cols-4",
    )
    every = ui.link(_("See all doctors"), href=ui.to("/find"))
    return ui.section(_("By specialty"), tiles, action=every)
