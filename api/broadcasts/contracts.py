"""What a channel offers that carries broadcasts, and what it is given to carry."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

# blocked: the member has shut the channel. gone: there is no such address any more. After these two nobody is
# tried there again for some time. moved: the same, where a chat has become another that is not named.
Ended = Literal["sent", "blocked", "gone", "moved", "failed"]


@dataclass(frozen=True)
class Button:
    """What a reader confirms with: its words, and the choice that a chat sends back."""

    label: str
    value: str


@dataclass(frozen=True)
class Message:
    """One member's copy, in their language.

    `page`: where this copy is read and confirmed on the web; mail shows it as a link, a chat needs none.
    `leave`: where one request ends such messages (RFC 8058); for mail alone. `again`: the day on which its
    reader is asked once more; what they get then is another message than the first.
    """

    title: str
    text: str
    language: str = "en"
    button: Button | None = None
    leave: str | None = None
    page: str | None = None
    again: date | None = None


@dataclass(frozen=True)
class Later:
    """It has not ended: to be tried again after so many seconds.

    `everybody`: nothing else may leave by this channel meanwhile either. `doubted`: it may have arrived all
    the same.
    """

    seconds: float
    everybody: bool = False
    doubted: bool = False


@dataclass(frozen=True)
class Moved:
    """The chat has become another: nothing has arrived, and this is its address now."""

    address: str


Outcome = Ended | Later | Moved


class Carrier(Protocol):
    """Takes a message to an address. Belongs to the event loop in which it is first used."""

    async def send(self, address: str, message: Message) -> Outcome:
        """How one try ended. Raises when nobody can be reached at all: then no copy counts as failed."""
        ...

    async def close(self) -> None:
        """Nothing more leaves for now; what is sent after it leaves all the same."""
        ...
