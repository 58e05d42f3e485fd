"""Two-step sign-in, step by step: the password, the picture and its first code, the recovery codes; and turning it off."""

from typing import Any

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields, posted_form
from components.ui.each import Text
from healthmed_app.core.texts import _

_ONE_TIME = {
    "input_mode": "numeric",
    "auto_complete": "one-time-code",
    "control_class": "max-w-60 tabular-nums",
}


def code_field(fields: Fields, name: str, label: str, hint: str = "") -> rx.Component:
    """Draw a field for a code of the app or a recovery code; both are digits alone."""
    return fields.text(name, label, hint=hint, **_ONE_TIME)


def beginning(fields: Fields, key: Text) -> rx.Component:
    """Draw what two-step sign-in is, and the form that begins it."""
    return rx.el.div(
        rx.el.p(
            _(
                "With two steps, signing in asks for your password and then for a code that only your phone shows. "
                "Whoever learns your password still stays outside."
            ),
            class_name="max-w-read",
        ),
        rx.el.p(
            _(
                "You need an authenticator app on your phone, such as Aegis, Google Authenticator or the one of your "
                "password manager."
            ),
            class_name="mt-3 mb-6 max-w-read text-muted",
        ),
        posted_form(
            fields.password("password", _("Your password"), auto_complete="current-password"),
            action="/auth/two-step/begin",
            submit=_("Turn on"),
            key=key,
        ),
    )


def scanning(fields: Fields, key: Text, *, box: Text, path: Text, secret: Text) -> rx.Component:
    """Draw the picture that an app reads, the same as text, and the form for its first code."""
    drawn = rx.el.svg(
        rx.el.svg.rect(width="100%", height="100%", custom_attrs={"fill": "#fff"}),
        rx.el.svg.path(d=path, custom_attrs={"fill": "#000"}),
        view_box=box,
        custom_attrs={
            "role": "img",
            "aria-label": _("Picture for your authenticator app"),
            "shapeRendering": "crispEdges",
        },
        class_name="size-56 max-w-full rounded-card border border-line",
    )
    return rx.el.div(
        ui.section(
            _("1. Scan this picture with your app"),
            drawn,
            rx.el.p(
                _("You cannot scan it? Enter this key in your app instead:"), class_name="mt-4 text-muted"
            ),
            rx.el.p(
                rx.el.code(secret, class_name="font-[560] tracking-wide break-words"),
                id="secret",
                class_name="mt-1",
            ),
            class_name="mt-6",
        ),
        ui.section(
            _("2. Enter the code that it shows"),
            posted_form(
                code_field(fields, "code", _("Code"), _("6 digits. They change every half minute.")),
                action="/auth/two-step/confirm",
                submit=_("Turn on"),
                key=key,
            ),
        ),
    )


def recovery_codes(codes: Any) -> rx.Component:
    """Draw new recovery codes, which are not shown again."""
    listed = rx.el.ul(
        ui.each(codes, lambda code: rx.el.li(code, class_name="py-1 font-[560] tabular-nums")),
        id="recovery-codes",
        class_name="mt-4 grid max-w-md grid-cols-1 gap-x-8 rounded-card border border-line bg-surface p-4 "
        "min-[400px]:grid-cols-2",
    )
    return ui.section(
        _("Keep your recovery codes"),
        rx.el.p(
            _(
                "Each of them signs you in once when your phone is not at hand. Print them or write them down, and keep "
                "them where you find them without your phone. They are not shown again."
            ),
            class_name="max-w-read",
        ),
        listed,
        rx.el.div(
            ui.button(_("I have kept them"), href=ui.to("/account"), size="large"),
            class_name="mt-6",
        ),
        class_name="mt-6",
    )


def standing(fields: Fields, key: Text, codes_left: Any) -> rx.Component:
    """Draw what can be done while it is on: new recovery codes, and turning it off."""
    either = _("The 6 digits that your app shows, or a recovery code.")
    few = ui.banner(
        _("Get new ones below, before you need the last."),
        tone="warning",
        title=_("Few recovery codes are left"),
    )
    return rx.el.div(
        rx.el.p(_("Signing in asks for your password and a code."), class_name="max-w-read"),
        rx.el.p(_("Recovery codes that you have not used:"), " ", codes_left, class_name="mt-1 text-muted"),
        ui.when(codes_left < 4, rx.el.div(few, class_name="mt-4")),
        ui.section(
            _("New recovery codes"),
            posted_form(
                fields.password("renew_password", _("Your password"), auto_complete="current-password"),
                code_field(fields, "renew_code", _("Code"), either),
                action="/auth/two-step/codes",
                submit=_("Make new codes"),
                kind="secondary",
                key=key,
            ),
        ),
        ui.section(
            _("Turn it off"),
            rx.el.p(_("Your password alone will be enough to sign in."), class_name="mb-4 text-muted"),
            posted_form(
                fields.password("off_password", _("Your password"), auto_complete="current-password"),
                code_field(fields, "off_code", _("Code"), either),
                action="/auth/two-step/off",
                submit=_("Turn off"),
                kind="danger",
                key=key,
            ),
        ),
    )


def on_account(is_on: Any) -> rx.Component:
    """Draw on the account page whether it is on, and the way to its own page."""
    on = rx.el.p(_("On: signing in asks for your password and a code."))
    off = rx.el.p(_("Off: your password alone is enough to sign in."))
    manage, turn = _("Change two-step sign-in"), _("Turn on two-step sign-in")
    return rx.el.div(
        rx.cond(is_on, on, off),
        ui.button(
            rx.cond(is_on, manage, turn), kind="secondary", href=ui.to("/account/two-step"), class_name="mt-4"
        ),
    )
