"""A practitioner who talks to Heard: the real desk, the real Rasa, the real guidance."""

from uuid import UUID

from api.conversation.contracts import Option, Reply
from api.conversation.service import Desk, Turn

TICK = "✓ "


class Practitioner:
    """`said` is what was said last."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.conversation: UUID = desk.open("test", audience="practitioner")
        self.said: list[Reply] = []

    def does(self, *steps: str) -> str:
        """Taps the button that is offered now and begins so, else writes; what is said to the last step."""
        for step in steps:
            fitting = [one.value for one in self.offered if one.label.removeprefix(TICK).startswith(step)]
            self._take(Turn(choice=fitting[0]) if fitting else Turn(text=step))
        return self.text

    def sends(self, value: str) -> str:
        """Taps a button, perhaps one of long ago."""
        self._take(Turn(choice=value))
        return self.text

    def _take(self, turn: Turn) -> None:
        self.said = self.desk.take(self.conversation, turn)

    @property
    def offered(self) -> list[Option]:
        return self.said[-1].choices if self.said else []

    @property
    def values(self) -> list[str]:
        return [one.value for one in self.offered]

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.said)

    @property
    def asked(self) -> str:
        """The last words: the question that waits."""
        return self.said[-1].text
