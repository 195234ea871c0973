"""What the chat page shows of some replies: what was said, and the one turn that is asked for now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.conversation.contracts import Answered, Option, Reply
from api.conversation.service import Setting
from bot.web import journeys
from bot.web.card import CONTACT, HIDE, card_of, is_command, only_commands
from bot.web.layout import ACROSS, Layout, fits_across, layout

# Commands that lead on; all others are quieter.
ONWARD = {":start", ":carry_on", ":done", ":keep", ":next", ":send", journeys.FITS, *journeys.BACK}
CARRY_ON = ":carry_on"
SWITCH = ":language "
CHANGE = ":change "
# What opens a part of the menu is no topic itself.
PART = "menu:"
TICKED = "✓ "
# Surveys use these names everywhere for ways not to answer; they stand apart from the answers.
ASIDE = {"dont_know", "rather_not_say", journeys.NONE_FITS}
# Words that are too many for a turn of talk are given back; the desk says so.
LONGEST_TALK = 2000


@dataclass(frozen=True)
class Choice:
    """A button with an answer on it; `ticked` is for questions where several can be chosen.

    `chosen`: the one answer that was given before.
    """

    label: str
    value: str
    ticked: bool | None
    chosen: bool
    face: str | None = None


@dataclass(frozen=True)
class Line:
    """One answer of the review, and the button that puts its question again."""

    said: Answered
    change: Option | None


@dataclass(frozen=True)
class Screen:
    """The page's content. `card` is the reply whose words head the turn; without it people just talk.

    `live` is the reply that is answered now, `language` that of the card's words, `tapped` that of all that
    can be tapped. `typed` is what goes back into the box; `is_refused`, because it was too long. `asks_code`:
    nothing can be done here but bring a code.
    """

    said: Sequence[Reply]
    card: Reply | None
    choices: Sequence[Choice]
    asides: Sequence[Choice]
    parts: Sequence[Choice]
    languages: Sequence[Option]
    lines: Sequence[Line]
    receipt: Reply | None
    live: Reply
    onward: Sequence[Option]
    commands: Sequence[Option]
    kind: str
    writes: Literal["words", "number"] | None
    language: str | None
    tapped: str | None
    asks_code: bool
    typed: str = ""
    is_refused: bool = False

    def beside(self, reply: Reply) -> Sequence[Option]:
        """What is drawn with a help card itself: what the newest words offer stands below them."""
        offered = () if reply is self.live else reply.choices
        return [one for one in offered if one.value in (HIDE, CONTACT)]

    @property
    def is_open_talk(self) -> bool:
        """Whether anything can be asked now, and the menu is not on its way already."""
        return (
            self.writes == "words"
            and self.card is None
            and not self.parts
            and all(one.value != ":menu" for one in self.commands)
        )

    @property
    def offers(self) -> bool:
        """Whether topics are offered, beside which anything else can be asked."""
        return self.card is not None and self.kind == "talk" and not journeys.asks(self.card)

    @property
    def is_under_way(self) -> bool:
        """Whether a survey can be gone on with from here."""
        return is_under_way([*self.said, *([self.card] if self.card else [])])

    @property
    def is_below_help(self) -> bool:
        """Whether there is only the way on from a help card, which must not push it out of sight."""
        return self.card is None and self.writes is None and bool(self.onward)

    @property
    def waits(self) -> bool:
        """Whether a journey waits to be gone on with, beside whatever else is asked meanwhile."""
        return any(one.value in journeys.BACK for one in self.onward)

    @property
    def leads_at_once(self) -> bool:
        """Whether the way on stands before the box to write in, and not below all."""
        return self.waits or (self.writes is not None and self.card is not None and bool(self.choices))

    @property
    def across(self) -> bool:
        """Whether the choices stand side by side where there is room."""
        return self.layout in ACROSS and fits_across(self._labels)

    @property
    def layout(self) -> Layout:
        """How the choices are set."""
        asked = self.card.question if self.card else None
        return layout(asked, self._labels, has_faces=any(choice.face for choice in self.choices))

    @property
    def _labels(self) -> Sequence[str]:
        return [choice.label for choice in self.choices]


def is_under_way(replies: Sequence[Reply]) -> bool:
    """Whether a survey waits: for an answer, for the answers to be sent, or paused."""
    return any(
        reply.question or reply.review or any(one.value == CARRY_ON for one in reply.choices)
        for reply in replies
    )


def screen(replies: Sequence[Reply], setting: Setting, typed: str = "") -> Screen:
    """Sorts replies into what was said and what is asked."""
    card = card_of(replies, setting)
    receipt = next((reply for reply in replies if reply.receipt), None)
    live = card or (replies[-1] if replies else Reply(text=""))
    kind = card.question.kind if card and card.question else "talk"
    commands = [one for one in live.choices if is_command(one)]
    asks_code = card is None and not _is_free_to_ask(live, setting)
    answers = [_choice(one, kind) for one in live.choices if not is_command(one)]
    return Screen(
        said=[reply for reply in replies if reply is not card and reply is not receipt],
        card=card,
        choices=[one for one in answers if one.value not in ASIDE and not one.value.startswith(PART)],
        parts=[one for one in answers if one.value.startswith(PART)],
        asides=[one for one in answers if one.value in ASIDE],
        languages=[one for one in commands if one.value.startswith(SWITCH)],
        lines=_lines(live),
        receipt=receipt,
        live=live,
        onward=[one for one in commands if one.value in ONWARD],
        commands=[one for one in commands if not _stands_elsewhere(one, asks_code=asks_code)],
        kind=kind,
        writes=None if asks_code else _writes(kind, live, has_answers=bool(answers)),
        language=live.language,
        # The buttons below an English help card are the survey's.
        tapped=live.language or (setting.language if live.signpost else None),
        asks_code=asks_code and not only_commands(live),
        typed=typed or _said_before(card),
        is_refused=len(typed.strip()) > LONGEST_TALK,
    )


def given_back(replies: Sequence[Reply], text: str | None, question: str | None) -> str:
    """What was written and not taken: the same question waits, or it was far too much to talk about."""
    if not text:
        return ""
    asked = next((reply.question.key for reply in reversed(replies) if reply.question), None)
    refused = asked == question if asked else not question and len(text.strip()) > LONGEST_TALK
    return text if refused else ""


def _stands_elsewhere(option: Option, *, asks_code: bool) -> bool:
    """Big buttons, languages and changes have places of their own; help is drawn by the page itself.

    The menu is for those who ask.
    """
    own = {":help", ":menu"} if asks_code else {":help"}
    return option.value in ONWARD | own or option.value.startswith((SWITCH, CHANGE))


def _is_free_to_ask(live: Reply, setting: Setting) -> bool:
    """Questions in one's own words are for practitioners, when no survey waits."""
    return setting.audience == "practitioner" and not only_commands(live)


def _said_before(card: Reply | None) -> str:
    return (card.question.answer if card and card.question else None) or ""


def _lines(reply: Reply) -> list[Line]:
    changes = {one.value.removeprefix(CHANGE): one for one in reply.choices if one.value.startswith(CHANGE)}
    return [Line(said, changes.get(said.key)) for said in reply.review]


def _choice(option: Option, kind: str) -> Choice:
    marked = option.label.startswith(TICKED)
    several = kind == "select_multiple" or journeys.is_tick(option.value)
    label = option.label.removeprefix(TICKED)
    return Choice(label, option.value, marked if several else None, marked and not several, option.face)


def _writes(kind: str, live: Reply, *, has_answers: bool) -> Literal["words", "number"] | None:
    match kind:
        case "text":
            return "words"
        case "integer":
            return "number"
        case "range":
            # Few steps are buttons; for many there are none, so the number is written.
            return None if has_answers else "number"
        case "talk":
            return None if only_commands(live) else "words"
        case _:
            return None
