"""Privacy as one process holds it: what its verbs and jobs work with."""

from dataclasses import dataclass

from healthmed_app.booking.context import Booking
from healthmed_app.core.crypto import Keyring
from healthmed_app.records.context import Records
from infra.db.pool import Database
from infra.mail.mailer import Mailer
from infra.web.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Privacy:
    """What the verbs and jobs of privacy need. Roots make one."""

    db: Database
    keyring: Keyring
    throttle: Throttle
    booking: Booking
    records: Records
    mailer: Mailer
    public_url: str
