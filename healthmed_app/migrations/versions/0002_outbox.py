"""A notice says itself when its mail is due."""

import sqlalchemy as sa
from alembic import op

revision = "outbox"
down_revision = "first_schema"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add `mail_at`; what waits in jobs of the release before becomes due, and those jobs go."""
    op.add_column("notices", sa.Column("mail_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("notices", "mail_at", server_default=sa.text("clock_timestamp()"))
    op.create_index(
        "notices_to_mail", "notices", ["mail_at"], postgresql_where=sa.text("mail_at IS NOT NULL")
    )
    op.execute(
        """
        WITH waiting AS (
            DELETE FROM procrastinate_jobs WHERE task_name = 'notices.mail' AND status = 'todo' RETURNING args
        )
        UPDATE notices SET mail_at = created_at
        WHERE mailed_at IS NULL
          AND id IN (SELECT one::uuid FROM waiting, jsonb_array_elements_text(waiting.args -> 'notice_ids') AS one)
        """
    )


def downgrade() -> None:
    """Remove it; what was not mailed stays unmailed."""
    op.drop_index("notices_to_mail", "notices")
    op.drop_column("notices", "mail_at")
