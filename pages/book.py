"""`/book/[hold]`: the steps of a booking, its wait, and why it could not be had."""

import reflex as rx

from components import ui
from components.booking.alternatives import refusal
from components.booking.check import Confirming, check_page
from components.booking.questions import Typed, how_question, who_question, why_question
from components.booking.visit import visit_aside
from components.booking.waiting import sentence_page, waiting
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.book import BookState
from state.book_answers import BookAnswersState as Answers

ROUTE = "/book/[hold]"
TITLE = N_("Book an appointment")
ON_LOAD = BookState.load


def _timer() -> rx.Component:
    more = ui.button(
        _("I need more time"), kind="quiet", size="small", on_click=BookState.extend, class_name="-ml-3"
    )
    return rx.el.div(
        ui.countdown(BookState.until, now=BookState.server_now, on_end=BookState.refresh),
        ui.when(BookState.can_extend, more),
        class_name="flex flex-wrap items-center justify-between gap-x-3 border-t border-line pt-3",
    )


def _questions() -> rx.Component:
    check = check_page(
        BookState.visit,
        Answers.draft,
        BookState.base_href,
        Confirming(
            blocked=BookState.blocked,
            unconfirmed=BookState.unconfirmed,
            sending=BookState.sending,
            on_confirm=BookState.confirm,
            on_resend=BookState.resend,
        ),
    )
    draft, errors = Answers.draft, Answers.errors
    asked = rx.match(
        BookState.step,
        ("how", how_question(draft, errors, on_submit=Answers.answer_how, typed=_typed())),
        ("reason", why_question(draft, errors, on_submit=Answers.answer_reason, typed=_typed())),
        ("check", check),
        who_question(draft, errors, on_submit=Answers.answer_who, typed=_typed()),
    )
    return rx.fragment(asked)


def _steps() -> rx.Component:
    lost = rx.el.div(
        ui.when(BookState.blocked != "", ui.banner(BookState.blocked, tone="danger", action=_look_again())),
        role="alert",
    )
    main = rx.el.div(
        ui.when(BookState.back_href != "", ui.back_link(_("Back"), BookState.back_href)),
        rx.cond(Answers.draft.both_ways, _indicator(with_how=True), _indicator(with_how=False)),
        lost,
        ui.error_summary(Answers.problems),
        _questions(),
        class_name="min-w-0 space-y-5",
    )
    return rx.el.div(
        main,
        visit_aside(BookState.visit, Answers.draft.for_whom, ui.when(BookState.until != "", _timer())),
        class_name="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-10 max-lg:[&>aside]:order-first",
    )


def _typed() -> Typed:
    return Typed(
        whom=Answers.keep_whom(BookState.hold_id),
        name=Answers.keep_name(BookState.hold_id).debounce(500),
        birth_date=Answers.keep_birth_date(BookState.hold_id).debounce(500),
        how=Answers.keep_how(BookState.hold_id),
        reason=Answers.keep_reason(BookState.hold_id).debounce(500),
        file=lambda file_id: Answers.keep_file(BookState.hold_id, file_id),
    )


def _indicator(*, with_how: bool) -> rx.Component:
    steps = [("who", _("Who")), ("how", _("How")), ("reason", _("Reason")), ("check", _("Check"))]
    shown = [step for step in steps if with_how or step[0] != "how"]
    names = [name for _key, name in shown]
    drawn = ((key, ui.step_indicator(names, number)) for number, (key, _name) in enumerate(shown, 1))
    return rx.fragment(rx.match(BookState.step, *drawn, rx.fragment()))


def _look_again() -> rx.Component:
    return ui.button(_("See other times"), href=BookState.visit.doctor_href, kind="secondary", size="small")


def _ended() -> rx.Component:
    again = ui.button(_("Hold it again"), href=BookState.again_href)
    other = ui.button(_("See other times"), href=BookState.visit.doctor_href, kind="secondary")
    return rx.el.div(
        sentence_page(
            BookState.title,
            BookState.sentence,
            ui.when(BookState.again_href != "", again),
            other,
            icon_name="hourglass",
        ),
        rx.el.div(visit_aside(BookState.visit, Answers.draft.for_whom), class_name="mt-8 max-w-md"),
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        waiting(_("Booking your appointment"), BookState.place, BookState.late),
        rx.el.div(visit_aside(BookState.visit, Answers.draft.for_whom), class_name="mt-6 max-w-md"),
    )


def _refused() -> rx.Component:
    other = ui.button(_("See other times"), href=BookState.visit.doctor_href, kind="secondary")
    find = ui.button(_("Find another doctor"), href=ui.to("/find"), kind="quiet")
    return refusal(
        BookState.title, BookState.sentence, BookState.alternatives, BookState.server_now, other, find
    )


def _nowhere() -> rx.Component:
    find = ui.button(_("Find a doctor"), href=ui.to("/find"), icon="search")
    mine = ui.button(_("Your appointments"), href=ui.to("/appointments"), kind="secondary")
    return sentence_page(BookState.title, BookState.sentence, find, mine, icon_name="circle-help")


def page() -> rx.Component:
    """Draw whichever of these the hold is in."""
    shapes = [ui.skeleton("h-9 w-72"), ui.skeleton("h-40 w-full"), ui.skeleton("h-12 w-40")]
    body = rx.match(
        BookState.phase,
        ("steps", _steps()),
        ("waiting", _waiting()),
        ("refused", _refused()),
        ("ended", _ended()),
        ("nowhere", _nowhere()),
        ui.not_loaded(
            ui.loading(*shapes, class_name="space-y-4"), BookState.problem, again=ON_LOAD, heading="h1"
        ),
    )
    return frame(
        ui.notice(BookState.notice),
        ui.notice(BookState.problem, tone="danger"),
        ui.notice(rx.cond(ui.some(Answers.problems), "", Answers.problem), tone="danger"),
        body,
    )
