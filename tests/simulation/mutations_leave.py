"""Mutations of what keeps I7 and I8: a key is one request, and nothing outlives what allowed it."""

from healthmed_app.booking import rules, rules_booking, rules_holds, rules_times, rules_visit, submit, sweep
from healthmed_app.booking.queries import submitting, taking
from tests.simulation import scenarios_leave, scenarios_order, scenarios_times
from tests.simulation.mutating import Mutation, instead, no_rows, text

_SAME_OWNER = "if entry is not None and entry.patient_id == request.actor_id else None"


LEAVE = (
    # I7: the same idempotency key gives the first outcome again.
    Mutation(
        "the payload's hash",
        scenarios_order.asked_again,
        text(submit, "_answer", "first.payload_hash != row.payload_hash", "False"),
    ),
    Mutation(
        "one row for a key",
        scenarios_order.asked_again,
        text(submitting, "_INSERT", "ON CONFLICT (actor_id, key) DO NOTHING", ""),
        "DROP INDEX booking_requests_key",
    ),
    # I8: nothing outlives what allowed it.
    Mutation(
        "live when it was received",
        scenarios_leave.a_hold_that_ran_out_in_line,
        text(rules_booking, "_book_hold", "held.is_live_hold(request.received_at)", "held.is_live_hold(now)"),
    ),
    Mutation(
        "not live when it was received",
        scenarios_leave.a_hold_that_ran_out_before,
        text(rules_booking, "_book_hold", "held.is_live_hold(request.received_at)", "held.is_hold()"),
    ),
    Mutation(
        "decide_by",
        scenarios_leave.too_old_to_decide,
        text(rules, "decide", "now > request.decide_by", "False"),
    ),
    Mutation(
        "a hold's owner, in decide",
        scenarios_leave.another_ones_hold,
        text(rules_booking, "_own_hold", _SAME_OWNER, "if entry is not None else None"),
    ),
    Mutation(
        "a hold's owner, in submit",
        scenarios_leave.another_ones_hold,
        text(submitting, "_INSERT", " AND g.actor_id IN (patient_id, doctor_id)", ""),
    ),
    Mutation(
        "an appointment's patient",
        scenarios_leave.another_ones_appointment,
        text(rules_booking, "reschedule", " or entry.patient_id != request.actor_id", ""),
    ),
    Mutation(
        "an appointment's people",
        scenarios_leave.another_ones_appointment,
        text(rules_visit, "cancel", " or request.actor_id not in {entry.patient_id, entry.doctor_id}", ""),
    ),
    Mutation(
        "an appointment's doctor",
        scenarios_leave.another_ones_appointment,
        text(rules_visit, "_of_doctor", " or entry.doctor_id != request.actor_id", ""),
    ),
    Mutation(
        "the doctor's status",
        scenarios_leave.a_doctor_suspended_meanwhile,
        text(rules_times, "may_book", "if not calendar.doctor.takes_bookings:", "if False:"),
    ),
    Mutation(
        "what decides is read after the locks",
        scenarios_leave.a_doctor_suspended_while_locks_are_waited_for,
        text(
            taking,
            "lock_calendars",
            "    ids = uuids(doctor_ids)\n",
            "    ids = uuids(doctor_ids)\n    early = await (await conn.execute(_DOCTORS, (ids,), binary=True)).fetchall()\n",
            "in await doctors.fetchall()",
            "in early",
        ),
    ),
    Mutation(
        "the patient's standing",
        scenarios_leave.a_patient_suspended_meanwhile,
        text(rules_times, "may_book", " or calendar.patient.suspended", ""),
    ),
    Mutation(
        "an address that is confirmed",
        scenarios_leave.an_address_not_confirmed,
        text(rules_booking, "book", "and not calendar.patient.email_confirmed", "and False"),
    ),
    Mutation(
        "the notice",
        scenarios_leave.outside_notice_and_horizon,
        text(rules_times, "outside_bounds", " or starts_at < asked_at + notice_of(doctor, policy)", ""),
    ),
    Mutation(
        "three hours at least for a doctor who answers",
        scenarios_leave.outside_notice_and_horizon,
        text(rules_times, "notice_of", "max(doctor.notice, policy.notice_min)", "doctor.notice"),
        "UPDATE calendars SET notice_minutes = 0",
    ),
    Mutation(
        "the horizon",
        scenarios_leave.outside_notice_and_horizon,
        text(rules_times, "outside_bounds", "starts_at > now + doctor.horizon", "False"),
    ),
    Mutation(
        "two live holds",
        scenarios_times.three_holds,
        text(rules_holds, "_within_limit", "if surplus <= 0:", "if True:"),
    ),
    Mutation(
        "the patient's cut-off",
        scenarios_leave.too_late_to_change,
        text(rules_visit, "cancel", "entry.starts_at < request.received_at + policy.change_cutoff", "False"),
    ),
    Mutation(
        "the cut-off of a move",
        scenarios_leave.too_late_to_change,
        text(
            rules_booking,
            "reschedule",
            "entry.starts_at < request.received_at + policy.change_cutoff",
            "False",
        ),
    ),
    Mutation(
        "the doctor's deadline",
        scenarios_leave.too_late_to_change,
        text(rules_visit, "confirm", "if overdue or entry", "if entry"),
    ),
    Mutation(
        "slots of the line's own doctor",
        scenarios_times.a_time_of_another_doctor,
        text(rules_times, "way_to", " or slot.doctor_id != calendar.doctor.id", ""),
    ),
    Mutation(
        "the end of what ran out",
        scenarios_times.an_expired_hold_is_ended,
        instead(sweep, "expire", no_rows),
    ),
)
