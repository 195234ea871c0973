"""The channels that carry copies, each at a pace of its own: a slow one holds up no other."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.broadcasts.contracts import Carrier
from api.broadcasts.pace import Pace

TELEGRAM = "telegram"
# What a mail server and GOV.UK Notify (3,000 a minute) take without being asked to wait.
PER_SECOND = 10.0
# However long Telegram takes to answer, no more than these are on their way. Of the others as many stay on
# their way when a broadcast is cancelled, and come twice when the program is killed.
AT_ONCE = {TELEGRAM: 32}
FEW = 4


@dataclass(frozen=True)
class Way:
    """A carrier, how fast it is given copies, and how many may be on their way by it."""

    carrier: Carrier
    pace: Pace
    at_once: int


def ways(carriers: Mapping[str, Carrier], telegram: Pace) -> dict[str, Way]:
    """By kinds of address. `telegram` is the pace of the bot's token."""
    return {
        kind: Way(carrier, telegram if kind == TELEGRAM else Pace(PER_SECOND), AT_ONCE.get(kind, FEW))
        for kind, carrier in carriers.items()
    }
