"""How long each kind of data is kept, where that is for the partnership to decide."""

from dataclasses import dataclass, fields
from datetime import timedelta

# Of the record of deletions and of the worker's own notes: no person stands in them.
DELETIONS_LAST = timedelta(days=6 * 365)
# Of staff. A trigger of migration 0003 lets no entry go that is younger than six years, leap days and all.
AUDIT_LASTS = timedelta(days=6 * 365 + 2)
WORK_LASTS = timedelta(days=30)
# One that nobody could send on its day comes late, or not at all.
REMINDERS_WAIT = timedelta(days=7)
# What a member was reminded of: long enough to find it again after a holiday.
REMINDED_LASTS = timedelta(days=30)
# Whom Telegram has refused for good: they may let the bot in again, and nobody would know.
UNREACHABLE_LASTS = timedelta(days=30)
# An issue that somebody has begun to write: over a weekend and a day of leave.
UNSENT_ISSUES_LAST = timedelta(days=7)
# So long one that was closed in error can be opened again with its roles. The audit trail keeps the name.
CLOSED_ACCOUNTS_LAST = timedelta(days=365)
# A key of another program that nobody has looked at for a season is not asked after any more.
ENDED_KEYS_LAST = timedelta(days=90)
# Months: long enough to see whether a year of better examples has helped.
MISUNDERSTANDINGS_LAST = 24


@dataclass(frozen=True)
class Clocks:
    """Days. No source gives Coventry's periods: these are cautious guesses until the partnership confirms."""

    # After the wave has closed. What is published of it stays.
    responses: int = 365
    # After somebody of the partnership has dealt with it. One that was only opened stays.
    handled_alerts: int = 30
    # After it was raised, dealt with or not. Long enough for a queue that was left alone over the summer.
    alerts: int = 180
    # Requests to be contacted: their words after they came, the rest after somebody has dealt with them.
    contacts: int = 30
    # After it was written, with the list of who was sent it.
    broadcasts: int = 730
    # Issues that practitioners raised, after they came, with the letters that answered them.
    issues: int = 730

    def as_words(self) -> dict[str, int]:
        """The numbers by name, to be put into sentences."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


CAUTIOUS = Clocks()
