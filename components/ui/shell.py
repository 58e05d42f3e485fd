"""What surrounds every page: skip link, header with the ways of the reader's role, footer, language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from components.ui.avatar import avatar
from components.ui.banner import live_text
from components.ui.browser_zone import browser_zone
from components.ui.button import button
from components.ui.connection import connection_banner
from components.ui.each import Text, classes, pick, when
from components.ui.form import post_form
from components.ui.icon import icon
from components.ui.language import language_switch
from components.ui.link import jump, link, to
from components.ui.logo import wordmark
from healthmed_app.core.texts import N_, _, language


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page. `role` is empty until it is known, then visitor, patient, doctor or admin."""

    role: Text = ""
    name: Text = ""
    initials: Text = ""
    support: Text = ""
    """The address to write to."""
    unread: Text = ""
    """The number on the bell of a patient or a doctor; empty without unread notices."""
    bell: Text = ""
    """What the bell says: `Notices, 2 unread`."""
    news: Text = ""
    """What is said aloud when notices came while the page was open."""


Way = tuple[str, str]  # words, path
WAYS: dict[str, list[Way]] = {
    "visitor": [(N_("Find a doctor"), "/find"), (N_("For doctors"), "/sign-up/doctor")],
    "patient": [
        (N_("Find a doctor"), "/find"),
        (N_("Appointments"), "/appointments"),
        (N_("Records"), "/records"),
    ],
    "doctor": [
        (N_("Agenda"), "/agenda"),
        (N_("Requests"), "/requests"),
        (N_("Hours"), "/hours"),
        (N_("Patients"), "/patients"),
        (N_("Reviews"), "/reviews"),
        (N_("Profile"), "/practice"),
    ],
    "admin": [(N_("Administration"), "/admin")],
}
_WAY = (
    "inline-flex min-h-11 items-center rounded-control px-3 font-[560] text-muted transition-colors hover:text-ink hover:bg-sunken "
    "aria-[current=page]:text-ink aria-[current=page]:bg-sunken"
)
_PANEL = (
    "absolute right-0 top-full z-40 mt-2 w-64 rounded-card border border-line bg-surface p-2 shadow-float"
)


class _Menu(rx.Component):
    library = "$/public/js/menu.js"
    tag = "Menu"


def _way(words: str, path: str, current: str, class_name: str = "") -> rx.Component:
    here = "page" if path == current else "false"
    return rx.el.a(_(words), href=to(path), aria_current=here, class_name=classes(_WAY, class_name))


def _by_role(role: Text, drawn: Mapping[str, rx.Component]) -> rx.Component:
    """Draw what belongs to `role`; nothing while it is unknown, so that no wrong header flashes by."""
    return pick(role, drawn, rx.fragment())


def _sign_out() -> rx.Component:
    words = rx.el.button(
        icon("log-out", size=18), _("Sign out"), type="submit", class_name=f"{_WAY} w-full gap-2.5"
    )
    return post_form(words, action="/auth/sign-out")


def _account_entries(reader: Reader) -> list[rx.Component]:
    return [
        rx.el.p(reader.name, class_name="truncate px-3 pt-1 pb-2 text-14 text-muted"),
        rx.el.a(
            icon("user", size=18), _("Your account"), href=to("/account"), class_name=f"{_WAY} w-full gap-2.5"
        ),
        _sign_out(),
    ]


def _account(reader: Reader) -> rx.Component:
    summary = rx.el.summary(
        avatar(reader.initials, size="small"),
        rx.el.span(_("Account menu"), class_name="sr-only"),
        icon("chevron-down", size=16, class_name="text-muted"),
        class_name="flex min-h-11 list-none items-center gap-1 rounded-control px-1.5 hover:bg-sunken",
    )
    return _Menu.create(
        summary, rx.el.div(*_account_entries(reader), class_name=_PANEL), class_name="relative"
    )


def _bell(reader: Reader, current: str) -> rx.Component:
    number = rx.el.span(
        reader.unread,
        aria_hidden="true",
        class_name="absolute right-0 top-0.5 flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1 "
        "text-14 font-[620] leading-none text-on-accent tabular-nums",
    )
    return rx.el.div(
        rx.el.a(
            icon("bell", size=22),
            when(reader.unread != "", number),
            href=to("/notices"),
            aria_label=reader.bell,
            aria_current="page" if current == "/notices" else "false",
            class_name=f"{_WAY} relative size-11 justify-center !px-0",
        ),
        live_text(reader.news),
    )


def _doors() -> rx.Component:
    return rx.el.div(
        button(_("Sign in"), href=to("/sign-in"), kind="quiet"),
        button(_("Sign up"), href=to("/sign-up"), kind="secondary"),
        class_name="flex items-center gap-2",
    )


def _narrow_menu(role: str, reader: Reader, current: str) -> rx.Component:
    summary = rx.el.summary(
        icon("menu", size=24),
        rx.el.span(_("Menu"), class_name="sr-only"),
        class_name="flex size-11 list-none items-center justify-center rounded-control hover:bg-sunken",
    )
    ways = [_way(words, path, current, "w-full") for words, path in WAYS[role]]
    own = (
        [
            _way(N_("Sign in"), "/sign-in", current, "w-full"),
            _way(N_("Sign up"), "/sign-up", current, "w-full"),
        ]
        if role == "visitor"
        else _account_entries(reader)
    )
    rule = rx.el.hr(class_name="my-2 border-line")
    return _Menu.create(
        summary,
        rx.el.nav(*ways, rule, *own, aria_label=_("Menu"), class_name=_PANEL),
        class_name="relative lg:hidden",
    )


def _header(reader: Reader, current: str) -> rx.Component:
    wide = {
        role: rx.el.nav(
            *(_way(words, path, current) for words, path in ways),
            aria_label=_("Main"),
            class_name="flex gap-1",
        )
        for role, ways in WAYS.items()
    }
    own = {role: _doors() if role == "visitor" else _account(reader) for role in WAYS}
    narrow = {role: _narrow_menu(role, reader, current) for role in WAYS}
    bell = {role: _bell(reader, current) for role in ("patient", "doctor")}
    return rx.el.header(
        rx.el.div(
            rx.el.a(
                wordmark(),
                href=to(),
                aria_label=_("Health&Med, home"),
                class_name="inline-flex rounded-control",
            ),
            rx.el.div(_by_role(reader.role, wide), class_name="hidden flex-1 lg:block"),
            rx.el.div(
                _by_role(reader.role, bell),
                rx.el.div(_by_role(reader.role, own), class_name="hidden lg:block"),
                _by_role(reader.role, narrow),
                class_name="flex items-center gap-1",
            ),
            class_name="mx-auto flex min-h-16 max-w-page items-center justify-between gap-6 px-4 sm:px-6",
        ),
        class_name="border-b border-line bg-surface",
    )


def _footer(support: Text) -> rx.Component:
    write = rx.el.li(_("Write to "), link(support, href=f"mailto:{support}", class_name="break-all"))
    return rx.el.footer(
        rx.el.div(
            rx.el.p(
                icon("phone", size=18, class_name="mt-[3px]"),
                rx.el.span(_("In an emergency do not book: call 192 (SAMU) or go to the nearest hospital.")),
                class_name="flex max-w-read gap-2 text-ink",
            ),
            rx.el.ul(
                rx.el.li(link(_("Find a doctor"), href=to("/find"))),
                rx.el.li(link(_("Join as a doctor"), href=to("/sign-up/doctor"))),
                rx.el.li(link(_("Check a report"), href=to("/verify"))),
                when(support != "", write),
                rx.el.li(language_switch()),
                class_name="flex flex-wrap gap-x-6 gap-y-2",
            ),
            class_name="mx-auto flex max-w-page flex-wrap items-start justify-between gap-x-10 gap-y-4 px-4 py-8 text-14 sm:px-6",
        ),
        class_name="mt-16 border-t border-line",
    )


def shell(*children: Any, reader: Reader, current: str = "", width: str = "max-w-page") -> rx.Component:
    """Draw a whole page around `children`.

    `current` is the path of the way to mark (`/find`); `width` narrows a page of one column (`max-w-2xl`).
    """
    skip = jump(
        _("Skip to the content"),
        ident="content",
        class_name="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-3 focus:rounded-control focus:bg-accent focus:px-4 focus:py-2 focus:text-on-accent",
    )
    return rx.el.div(
        skip,
        _header(reader, current),
        rx.el.main(
            *children,
            id="content",
            custom_attrs={"tabIndex": -1},
            class_name=classes("mx-auto w-full flex-1 px-4 py-6 sm:px-6 sm:py-8", width),
        ),
        _footer(reader.support),
        connection_banner(),
        browser_zone(),
        lang=language(),
        class_name="flex min-h-dvh flex-col",
    )
