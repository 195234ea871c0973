"""What a channel offers that carries broadcasts."""

from typing import Literal, Protocol

Outcome = Literal["sent", "blocked", "failed"]


class CarrierBusy(Exception):
    """Not now: the same message may be tried again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"try again in {retry_after:g} s")
        self.retry_after = retry_after


class Carrier(Protocol):
    """Takes a text to an address."""

    async def send(self, address: str, text: str) -> Outcome:
        """How it ended for good. Raises CarrierBusy when it should be tried again."""
        ...
