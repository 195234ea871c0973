"""How long somebody waits after wrong passwords and codes: nothing at first, then longer with each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# NIST SP 800-63B asks for a limit below a hundred in a row; these numbers are ours.
FREE = 4
FIRST = timedelta(minutes=1)
LONGEST = timedelta(minutes=30)
FORGETS = timedelta(hours=2)
NONE = timedelta(0)


@dataclass(frozen=True)
class Tries:
    """How many were wrong in a row, and until when no other was or is looked at after the last."""

    misses: int = 0
    until: datetime | None = None

    def wait(self, now: datetime) -> timedelta:
        """How long the next try has to wait; nothing when it need not.

        Of several at once the one that came first may be looked at last, at a moment before the last miss.
        """
        return max(self.until - now, NONE) if self.until and self.misses > FREE else NONE

    def missed(self, now: datetime) -> "Tries":
        """After one more. Those of hours ago are forgotten."""
        is_long_ago = self.until is None or now - self.until > FORGETS
        misses = 1 if is_long_ago else self.misses + 1
        # The exponent is bounded: who goes on for weeks must not make a number that no clock can hold.
        pause = min(FIRST * 2 ** min(misses - FREE - 1, 10), LONGEST) if misses > FREE else NONE
        return Tries(misses, now + pause)

    @property
    def has_just_begun(self) -> bool:
        """Whether this is the first of a row that makes somebody wait."""
        return self.misses == FREE + 1
