"""What administrators see of jobs that failed and of processes that live."""

import sqlalchemy as sa
from alembic import op

revision = "operations"
down_revision = "outbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables; nothing of the release before reads or writes them."""
    op.create_table(
        "job_errors",
        sa.Column("job_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("job_id"),
    )
    op.create_table(
        "process_beats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("process_beats_seen", "process_beats", ["seen_at"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("process_beats")
    op.drop_table("job_errors")
