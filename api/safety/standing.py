"""How the safety queue stands, as health and every page of the console say it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from api import clock
from api.broadcasts import calls
from api.safety import contact, repository

SafetyState = Literal["ok", "waiting", "overdue", "nobody", "lost"]


@dataclass(frozen=True)
class Standing:
    """What waits in watched waves.

    late: unseen past their time, as the day's roll found them. waiting: unseen since an earlier day, in time.
    nobody: a watched wave is open, or something waits, and no duty member is set. unreached: of the newest
    day's calls to the duty member one has not been brought; lately: that day is today. contacts: requests to
    be contacted that nobody has dealt with in time. refused: more of them were sent than are taken.

    An alert of today counts in neither number before the hour of the roll, and a call of today not in the
    state. Whoever may ask how Heard is may ask each second: it would tell when somebody's words were alerted.
    """

    late: int
    waiting: int
    nobody: bool
    unreached: bool
    lately: bool
    contacts: int
    refused: bool

    @property
    def state(self) -> SafetyState:
        """The worst of it."""
        if self.late or self.contacts:
            return "overdue"
        if self.nobody or (self.unreached and not self.lately):
            return "nobody"
        return "waiting" if self.waiting else "ok"

    @property
    def loud(self) -> bool:
        """Every page of the console says so."""
        return self.unreached or self.refused or self.state in ("overdue", "nobody")


def standing(session: Session, now: datetime) -> Standing:
    """As it is now."""
    today = clock.here(now).date()
    late, waiting, watched_wave_open = repository.standing(session, today)
    duty = repository.duty(session)
    member = duty.member_id if duty else None
    unreached = calls.unreached(session, member) if member else None
    return Standing(
        late=late,
        waiting=waiting,
        nobody=member is None and bool(watched_wave_open or late or waiting),
        unreached=unreached is not None,
        lately=unreached == today,
        contacts=contact.overdue(session, now),
        refused=contact.has_refused(session, today),
    )
