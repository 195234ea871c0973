"""What a channel offers that carries broadcasts."""

from typing import Literal, Protocol

Outcome = Literal["sent", "blocked", "failed"]


class Carrier(Protocol):
    """Takes a text to an address, waiting when the provider asks for it."""

    async def send(self, address: str, text: str) -> Outcome:
        """How it ended for good. Raises when nobody can be reached at all: then no copy counts as failed."""
        ...
