"""Records as one process holds them: where rows and objects lie, what seals them, and where strangers' files are opened."""

from dataclasses import dataclass

from healthmed_app.core.crypto import Keyring
from healthmed_app.records.inspection.sandbox import Sandbox
from infra.db.pool import Database
from infra.storage.objects import Objects
from infra.web.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Records:
    """What the verbs of files need. Roots make one with `of`."""

    db: Database
    objects: Objects
    keyring: Keyring
    throttle: Throttle
    sandbox: Sandbox

    @classmethod
    def of(cls, db: Database, objects: Objects, keyring: Keyring, throttle: Throttle) -> "Records":
        """Wire them, with a sandbox of this process's own."""
        return cls(db, objects, keyring, throttle, Sandbox())
