"""What the chat page shows of some replies: what was said, and the one turn that is asked for now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.conversation.contracts import Option, Reply

# Commands that lead on; all others are quieter. What the assistant's own forms offer opens with a slash.
ONWARD = {":start", ":carry_on", ":done", ":next"}
LEAVE_FORM = "/stop"
TICKED = "✓ "
# Surveys use these names everywhere for ways not to answer; they stand apart from the answers.
ASIDE = {"dont_know", "rather_not_say"}
# Labels no longer than this stand side by side, like the steps of a scale.
SHORT = 18
STEPS = range(2, 6)
# More choices than this are set in two columns where there is room.
LONG_LIST = 6


@dataclass(frozen=True)
class Choice:
    """A button with an answer on it; `ticked` is for questions where several can be chosen."""

    label: str
    value: str
    ticked: bool | None


@dataclass(frozen=True)
class Screen:
    """The page's content. `card` is the reply whose words head the turn; without it people just talk."""

    said: Sequence[Reply]
    card: Reply | None
    choices: Sequence[Choice]
    asides: Sequence[Choice]
    onward: Sequence[Option]
    commands: Sequence[Option]
    kind: str
    writes: Literal["words", "number"] | None

    @property
    def is_open_talk(self) -> bool:
        """Whether anything can be asked now, and the menu is not on its way already."""
        return self.card is None and all(one.value != ":menu" for one in self.commands)

    @property
    def layout(self) -> Literal["steps", "columns", "list"]:
        """How the choices are set where there is room; on a phone they are always a list."""
        if len(self.choices) in STEPS and all(len(choice.label) <= SHORT for choice in self.choices):
            return "steps"
        return "columns" if self.kind == "talk" or len(self.choices) > LONG_LIST else "list"


def screen(replies: Sequence[Reply]) -> Screen:
    """Sorts replies into what was said and what is asked."""
    card = _card(replies)
    live = card or (replies[-1] if replies else Reply(text=""))
    kind = card.question.kind if card and card.question else "talk"
    commands = [one for one in live.choices if _is_command(one)]
    answers = [_choice(one, kind) for one in live.choices if not _is_command(one)]
    return Screen(
        said=[reply for reply in replies if reply is not card],
        card=card,
        choices=[one for one in answers if one.value not in ASIDE],
        asides=[one for one in answers if one.value in ASIDE],
        onward=[one for one in commands if one.value in ONWARD],
        commands=[one for one in commands if one.value not in ONWARD and one.value != ":help"],
        kind=kind,
        writes=_writes(kind, live),
    )


def _card(replies: Sequence[Reply]) -> Reply | None:
    """A question, of a survey or of a form; or words that only want a go-ahead, such as what a survey is."""
    asked = next((reply for reply in reversed(replies) if reply.question), None)
    if asked is not None or not replies:
        return asked
    last = replies[-1]
    in_form = any(one.value.startswith("/") for one in last.choices)
    return last if in_form or (last.signpost is None and _only_commands(last)) else None


def _is_command(option: Option) -> bool:
    return option.value.startswith(":") or option.value == LEAVE_FORM


def _only_commands(reply: Reply) -> bool:
    values = {one.value for one in reply.choices}
    return bool(values) and ":menu" not in values and all(value.startswith(":") for value in values)


def _choice(option: Option, kind: str) -> Choice:
    ticked = option.label.startswith(TICKED) if kind == "select_multiple" else None
    return Choice(option.label.removeprefix(TICKED), option.value, ticked)


def _writes(kind: str, live: Reply) -> Literal["words", "number"] | None:
    match kind:
        case "text":
            return "words"
        case "integer":
            return "number"
        case "talk":
            return None if _only_commands(live) else "words"
        case _:
            return None
