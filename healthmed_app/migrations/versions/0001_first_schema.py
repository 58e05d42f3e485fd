"""First schema."""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "first_schema"
down_revision = None
branch_labels = None
depends_on = None


DOCTOR_SEARCH_COUNTED = (
    *(
        "specialty",
        "city_key",
        "state",
        "city",
        "online",
        "in_person",
        "rating_hundredths",
        "reviews",
        "price_cents",
    ),
    *("place_id", "next_free_at", "last_slot_at", "doctor_id"),
)
DOCTOR_SEARCH_INDEXES = {
    "next_free": ("next_free_at", "rating_hundredths DESC", "doctor_id"),
    "rating": ("rating_hundredths DESC", "reviews DESC", "doctor_id"),
    "price": ("price_cents", "rating_hundredths DESC", "doctor_id"),
    "specialty": ("specialty", "city_key"),
    "city": ("city_key", "state"),
    "state": ("state", "specialty"),
    "place": ("place_id", "next_free_at", "rating_hundredths DESC", "doctor_id"),
    "zip": ("zip",),
}
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


def upgrade() -> None:
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    # What an account is found by. Its own dictionary makes it immutable, as an index wants.
    op.execute(
        """
        CREATE FUNCTION person_words(full_name text, email text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        RETURN lower(unaccent('unaccent'::regdictionary, full_name)) || ' ' || email
        """
    )
    # The job queue's tables, as its own library makes them.
    op.get_bind().connection.cursor().execute(SchemaManager.get_schema())
    # Those that were given up, which administrators look at, among the many that wait.
    op.execute("CREATE INDEX procrastinate_jobs_failed ON procrastinate_jobs (id) WHERE status = 'failed'")
    op.create_table(
        "minute_figures",
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requests", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("signed_in", sa.Integer(), nullable=True),
        sa.Column("latency", sa.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("minute"),
    )
    op.create_table(
        "total_figures",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column(
            "counted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("kind", "key"),
    )
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_events_action", "audit_events", ["action", "at"], unique=False)
    op.create_index("audit_events_actor", "audit_events", ["actor_id", "at"], unique=False)
    op.create_index("audit_events_at", "audit_events", ["at"], unique=False)
    op.create_index("audit_events_subject", "audit_events", ["subject_id", "at"], unique=False)
    op.create_table(
        "audit_seals",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("event_id"),
    )
    op.create_table(
        "audit_heads",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column(
            "sealed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "booking_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payload_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("alternatives", sa.ARRAY(sa.Uuid()), nullable=True),
        sa.Column("alternative_request_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_seq", sa.BigInteger(), nullable=True),
        sa.Column("stream_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_seq IS NULL)",
            name="booking_requests_decided_at_once",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("booking_requests_key", "booking_requests", ["actor_id", "key"], unique=True)
    op.create_index(
        "booking_requests_undecided",
        "booking_requests",
        ["doctor_id", "received_at"],
        unique=False,
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "directory_totals",
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("city_key", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("doctors", sa.Integer(), nullable=False),
        sa.Column("online", sa.Integer(), nullable=False),
        sa.Column("in_person", sa.Integer(), nullable=False),
        sa.Column("rated", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("priced", sa.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("specialty", "state", "city_key", "place_id"),
    )
    op.create_index("directory_totals_place", "directory_totals", ["place_id", "specialty"], unique=False)
    op.create_table(
        "directory_words",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("doctors", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("kind IN ('name', 'area', 'city', 'specialty')", name="directory_words_kind"),
        sa.PrimaryKeyConstraint("word", "kind"),
    )
    op.create_index(
        "directory_words_prefix",
        "directory_words",
        ["word"],
        unique=False,
        postgresql_ops={"word": "text_pattern_ops"},
    )
    op.create_index(
        "directory_words_trigrams",
        "directory_words",
        ["word"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("document_blind", sa.LargeBinary(), nullable=True),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), server_default="en", nullable=False),
        sa.Column("time_zone", sa.String(), server_default="America/Sao_Paulo", nullable=False),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("document_blind"),
        sa.UniqueConstraint("email"),
    )
    op.create_index("users_role", "users", ["role", "id"], unique=False)
    op.create_index(
        "users_suspended",
        "users",
        ["id"],
        unique=False,
        postgresql_where=sa.text("suspended_at IS NOT NULL"),
    )
    op.create_index(
        "users_unconfirmed",
        "users",
        ["id"],
        unique=False,
        postgresql_where=sa.text("email_confirmed_at IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        "users_words",
        "users",
        [sa.text("person_words(full_name, email) gin_trgm_ops")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "addresses",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("complement", sa.String(), nullable=True),
        sa.Column("neighborhood", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("zip", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "calendars",
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), server_default=sa.text("30"), nullable=False),
        sa.Column("buffer_minutes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("notice_minutes", sa.Integer(), server_default=sa.text("180"), nullable=False),
        sa.Column("horizon_days", sa.Integer(), server_default=sa.text("56"), nullable=False),
        sa.Column("confirms_automatically", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "last_decided_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("last_decided_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("materialised_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["doctor_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("doctor_id"),
    )
    op.create_table(
        "doctors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("crm", sa.String(), nullable=False),
        sa.Column("crm_state", sa.String(), nullable=False),
        sa.Column("rqe", sa.String(), nullable=True),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("bio", sa.String(), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), server_default="BRL", nullable=False),
        sa.Column("online", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("in_person", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("rating_hundredths", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reviews", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.String(), server_default="waiting", nullable=False),
        sa.Column(
            "registered_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'verified', 'suspended', 'closed')", name="doctors_status"),
        sa.ForeignKeyConstraint(["id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index(
        "doctors_crm",
        "doctors",
        ["crm_state", "crm"],
        unique=True,
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_index(
        "doctors_waiting",
        "doctors",
        ["registered_at"],
        unique=False,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("next_path", sa.String(), server_default="", nullable=False),
        sa.Column("visitor_hash", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_hash"),
    )
    op.create_index("links_expires", "links", ["expires_at"], unique=False)
    op.create_index("links_user", "links", ["user_id", "kind"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), server_default="browser", nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_hash"),
    )
    op.create_index("sessions_expires", "sessions", ["expires_at"], unique=False)
    op.create_index("sessions_seen", "sessions", ["seen_at"], unique=False, postgresql_include=["user_id"])
    op.create_index("sessions_user", "sessions", ["user_id"], unique=False)
    op.create_table(
        "two_factors",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "code_hash"),
    )
    op.create_table(
        "waiting_sign_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("visitor_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_hash"),
    )
    op.create_index("waiting_sign_ins_expires", "waiting_sign_ins", ["expires_at"], unique=False)
    op.create_index("waiting_sign_ins_user", "waiting_sign_ins", ["user_id"], unique=False)
    op.create_table(
        "blocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["doctor_id"], ["calendars.doctor_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("blocks_doctor", "blocks", ["doctor_id", "during"], unique=False, postgresql_using="gist")
    op.create_table(
        "doctor_search",
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("crm", sa.String(), nullable=False),
        sa.Column("crm_state", sa.String(), nullable=False),
        sa.Column("rating_hundredths", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reviews", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("neighborhood", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("city_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("zip", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("in_person", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("name_words", sa.String(), nullable=False),
        sa.Column("place_words", sa.String(), nullable=False),
        sa.Column(
            "lexemes",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector('simple', name_words), 'A') || to_tsvector('simple', place_words)",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column("next_free_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_slot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recheck_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctors.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("doctor_id"),
    )
    # Its calendar columns change often, and counting from indexes alone wants pages that a vacuum has seen.
    op.execute("ALTER TABLE doctor_search SET (autovacuum_vacuum_scale_factor = 0.01, fillfactor = 90)")
    # A city is in one state, and a postcode in one city: without these, an estimate of both is far too low.
    op.execute(
        "CREATE STATISTICS doctor_search_places (dependencies, ndistinct) ON city_key, state, zip FROM doctor_search"
    )
    for name, key in DOCTOR_SEARCH_INDEXES.items():
        written = {column.split()[0] for column in key}
        op.create_index(
            f"doctor_search_{name}",
            "doctor_search",
            [sa.literal_column(column) if " " in column else column for column in key],
            unique=False,
            postgresql_ops={"zip": "text_pattern_ops"} if name == "zip" else {},
            postgresql_include=[column for column in DOCTOR_SEARCH_COUNTED if column not in written],
        )
    op.create_index("doctor_search_crm", "doctor_search", ["crm", "crm_state"], unique=False)
    op.create_index(
        "doctor_search_lexemes", "doctor_search", ["lexemes"], unique=False, postgresql_using="gin"
    )
    op.create_index("doctor_search_recheck", "doctor_search", ["recheck_at"], unique=False)
    op.create_table(
        "exceptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(["doctor_id"], ["calendars.doctor_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("exceptions_doctor", "exceptions", ["doctor_id", "day", "starts"], unique=True)
    op.create_table(
        "slots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), server_default="hours", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("doctor_id"), "="),
            (sa.column("during"), "&&"),
            where=sa.text("active"),
            using="gist",
            name="slots_never_overlap",
        ),
        sa.ForeignKeyConstraint(["doctor_id"], ["calendars.doctor_id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "slots_doctor_starts",
        "slots",
        ["doctor_id", "starts_at"],
        unique=False,
        postgresql_where=sa.text("active"),
    )
    op.create_index(
        "slots_resting",
        "slots",
        ["doctor_id", "starts_at"],
        unique=False,
        postgresql_where=sa.text("NOT active"),
    )
    op.create_table(
        "weekly_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7 AND starts < ends", name="weekly_hours_sane"),
        sa.ForeignKeyConstraint(["doctor_id"], ["calendars.doctor_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("weekly_hours_doctor", "weekly_hours", ["doctor_id", "weekday", "starts"], unique=True)
    op.create_table(
        "appointments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=True),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("online", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), server_default="BRL", nullable=False),
        sa.Column("for_name", sa.String(), nullable=True),
        sa.Column("for_birth_date", sa.Date(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=True),
        sa.Column("cancel_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sequence", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        postgresql.ExcludeConstraint(
            (sa.column("doctor_id"), "="),
            (sa.column("during"), "&&"),
            where=sa.text("active"),
            using="gist",
            name="appointments_doctor_never_overlaps",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("patient_id"), "="),
            (sa.column("during"), "&&"),
            where=sa.text("active"),
            using="gist",
            name="appointments_patient_never_overlaps",
        ),
        sa.CheckConstraint("NOT active OR status <> 'cancelled'", name="appointments_cancelled_is_inactive"),
        sa.CheckConstraint(
            "status IN ('held', 'waiting_for_confirmation', 'confirmed', 'in_progress', 'concluded', 'no_show', 'cancelled')",
            name="appointments_status",
        ),
        sa.ForeignKeyConstraint(["doctor_id"], ["calendars.doctor_id"]),
        sa.ForeignKeyConstraint(["patient_id"], ["users.id"]),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("appointments_doctor_starts", "appointments", ["doctor_id", "starts_at"], unique=False)
    op.create_index(
        "appointments_due",
        "appointments",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("active AND status IN ('held', 'waiting_for_confirmation')"),
    )
    op.create_index(
        "appointments_confirmed_starts",
        "appointments",
        ["starts_at"],
        unique=False,
        postgresql_where=sa.text("active AND status = 'confirmed'"),
    )
    op.create_index("appointments_patient_starts", "appointments", ["patient_id", "starts_at"], unique=False)
    op.create_table(
        "booking_details",
        sa.Column("hold_id", sa.Uuid(), nullable=False),
        sa.Column("draft_sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "saved_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["hold_id"], ["appointments.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hold_id"),
    )
    op.create_index("booking_details_saved", "booking_details", ["saved_at"], unique=False)
    op.create_table(
        "waitlist",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("earliest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("passed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "looked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.CheckConstraint("earliest_at < latest_at", name="waitlist_window"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="waitlist_ended"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["doctor_id"], ["calendars.doctor_id"]),
        sa.ForeignKeyConstraint(["patient_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "waitlist_line",
        "waitlist",
        ["doctor_id", "asked_at", "id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "waitlist_looked",
        "waitlist",
        ["looked_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "waitlist_once",
        "waitlist",
        ["patient_id", "doctor_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("waitlist_patient", "waitlist", ["patient_id", "asked_at"], unique=False)
    op.create_table(
        "waitlist_offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "offered_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="waitlist_offers_ended"),
        sa.ForeignKeyConstraint(["entry_id"], ["waitlist.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("waitlist_offers_entry", "waitlist_offers", ["entry_id", "offered_at"], unique=False)
    op.create_index(
        "waitlist_offers_open",
        "waitlist_offers",
        ["entry_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "waitlist_offers_slot",
        "waitlist_offers",
        ["slot_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="reviews_rating"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"]),
        sa.ForeignKeyConstraint(["doctor_id"], ["users.id"]),
        sa.ForeignKeyConstraint(["patient_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reviews_appointment", "reviews", ["appointment_id"], unique=True)
    op.create_index("reviews_created", "reviews", ["created_at", "id"], unique=False)
    op.create_index(
        "reviews_doctor",
        "reviews",
        ["doctor_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("hidden_at IS NULL"),
    )
    op.create_index(
        "reviews_hidden",
        "reviews",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("hidden_at IS NOT NULL"),
    )
    op.create_index("reviews_patient", "reviews", ["patient_id", "created_at"], unique=False)
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("width_px", sa.Integer(), nullable=True),
        sa.Column("height_px", sa.Integer(), nullable=True),
        sa.Column("key_wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("size_bytes > 0", name="files_size"),
        sa.ForeignKeyConstraint(["patient_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("files_patient", "files", ["patient_id", "id"], unique=False)
    op.create_table(
        "loose_objects",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("file_id"),
    )
    op.create_index("loose_objects_due", "loose_objects", ["due_at"], unique=False)
    op.create_table(
        "file_grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("appointment_id IS NOT NULL OR expires_at IS NOT NULL", name="file_grants_end"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["doctor_id"], ["users.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("file_grants_appointment", "file_grants", ["appointment_id", "file_id"], unique=False)
    op.create_index("file_grants_doctor", "file_grants", ["doctor_id", "file_id"], unique=False)
    op.create_index(
        "file_grants_once",
        "file_grants",
        ["file_id", "doctor_id", "appointment_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "access_ledger",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "sequence"),
    )
    op.create_index("access_ledger_subject", "access_ledger", ["subject_id", "actor_id", "at"], unique=False)
    op.create_table(
        "ledger_heads",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("occurrence", sa.String(), server_default="", nullable=False),
        sa.Column("reminds_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["recipient_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "notices_once", "notices", ["recipient_id", "kind", "subject_id", "occurrence"], unique=True
    )
    op.create_index("notices_created", "notices", ["created_at"], unique=False)
    op.create_index("notices_recipient", "notices", ["recipient_id", "created_at", "id"], unique=False)
    op.create_index(
        "notices_unread",
        "notices",
        ["recipient_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "notice_preferences",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "kind"),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("content_hash", sa.LargeBinary(), nullable=True),
        sa.Column(
            "content_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("draft_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "saved_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"]),
        sa.ForeignKeyConstraint(["doctor_id"], ["users.id"]),
        sa.ForeignKeyConstraint(["patient_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reports_appointment", "reports", ["appointment_id"], unique=True)
    op.create_index("reports_doctor_patient", "reports", ["doctor_id", "patient_id"], unique=False)
    op.create_index("reports_patient", "reports", ["patient_id", "created_at"], unique=False)
    op.create_table(
        "report_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("document_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("code_blind", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name="report_versions_number_counts"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("report_versions_number", "report_versions", ["report_id", "number"], unique=True)
    op.create_index("report_versions_code", "report_versions", ["code_blind"], unique=True)
    # What a doctor signed stays as it was signed, also for whoever has the database's password but not its owner's.
    op.execute(
        """
        CREATE FUNCTION refuse_to_change_what_was_signed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a signed report never changes: an amendment is a new version';
        END $$;
        CREATE TRIGGER report_versions_stay BEFORE UPDATE OR DELETE ON report_versions
            FOR EACH ROW EXECUTE FUNCTION refuse_to_change_what_was_signed();
        CREATE TRIGGER report_versions_are_not_emptied BEFORE TRUNCATE ON report_versions
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_what_was_signed();
        """
    )
    op.create_table(
        "data_exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("parts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("key_wrapped", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("parts >= 0", name="data_exports_parts"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "data_exports_being_made",
        "data_exports",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("ready_at IS NULL"),
    )
    op.create_index("data_exports_user", "data_exports", ["user_id", "asked_at"], unique=False)
    op.create_index("data_exports_expires", "data_exports", ["expires_at"], unique=False)
    op.create_table(
        "closures",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_index(
        "closures_unfinished",
        "closures",
        ["asked_at"],
        unique=False,
        postgresql_where=sa.text("told_at IS NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first schema")
