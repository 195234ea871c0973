"""One message as it comes in, and what is meant by it."""

from dataclasses import dataclass, replace
from uuid import uuid4

from api import codes
from api.conversation.words import command
from api.guidance.service import Reader
from api.members.service import Address
from surveys.model import Audience

JOIN = ":join "
LONGEST_READ = 20_000


@dataclass(frozen=True)
class Setting:
    """The audience of a conversation, and the language that it was asked to be in; None: nobody has said.

    `reader` is whom help cards speak to in the survey that is under way or at its door; None in no survey.
    """

    audience: Audience | None = None
    language: str | None = None
    reader: Reader | None = None


NOTHING_KNOWN = Setting()


@dataclass(frozen=True)
class Turn:
    """A message. `person` is the channel's pseudonym, `address` where a member could be reached.

    Both are used in memory only: a person becomes a wave's token, an address is kept for who joins the group.
    `question` is the key of the question that the answer was drawn for, when the channel knows it. `hint` is
    what the channel knows of the conversation by itself: used while the database is away, and its `reader`
    after a survey has ended. `quoted` are words of Heard's own that it answers, where a channel shows them.
    """

    text: str | None = None
    choice: str | None = None
    key: str | None = None
    person: str | None = None
    address: Address | None = None
    question: str | None = None
    hint: Setting = NOTHING_KNOWN
    quoted: str | None = None

    @property
    def command(self) -> str | None:
        """A button such as ":help", or words that stand for one. Words that merely begin with ":" do not."""
        if self.choice is not None:
            return self.choice if self.choice.startswith(":") else None
        return command(self.words)

    @property
    def option(self) -> str | None:
        """A button with an answer, a topic or a payload on it."""
        return self.choice if self.choice and not self.choice.startswith(":") else None

    @property
    def words(self) -> str:
        """What was written, when no button was tapped."""
        return "" if self.choice is not None else (self.text or "").strip()

    def after(self, command: str) -> str | None:
        """What follows a command on its button: "pl" of ":language pl"; empty when nothing does."""
        said, _, rest = (self.command or "").partition(" ")
        return rest.strip() if said == command else None

    @property
    def code(self) -> str | None:
        """A code that was brought by a link or a form, or typed."""
        if self.choice is not None and self.choice.startswith(JOIN):
            return self.choice.removeprefix(JOIN)
        return self.words if codes.looks_like_code(self.words) else None

    def cleaned(self) -> "Turn":
        """Without what cannot be kept, zero bytes and halves of signs; an empty choice is none.

        What is longer by far than any answer is cut: reading it all would hold up everybody. A turn that
        came without a key gets one: tried twice, it is kept once.
        """

        def clean(value: str | None) -> str | None:
            kept = (value or "")[:LONGEST_READ].replace("\x00", "")
            return kept.encode(errors="ignore").decode() or None

        return replace(
            self,
            text=clean(self.text),
            choice=clean(self.choice),
            key=clean(self.key) or uuid4().hex,
            question=clean(self.question),
            quoted=clean(self.quoted),
        )
