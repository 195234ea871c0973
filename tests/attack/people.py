"""Made-up people with answers that nobody else gives, and what an attacker may know of each."""

import random
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Literal

from nlu.screen import Tier, screen

# One word in everybody's comment and one in every practitioner's question, so that one search finds them all.
SAID, ASKED = "marmalade", "porcelain"
# A name and numbers (of the range that Ofcom keeps free for drama) that must not be kept anywhere.
NAME = "Quillfeather"
QUESTIONS = ("one", "two", "three", "four", "five", "six", "seven", "eight")
# Colours that are nobody's first name: redaction would take those out.
CHOICES = ("yellow", "blue", "coral", "green", "lilac", "orange", "pink", "silver")
SIZES = ("small", "large", "round", "heavy", "bright", "broken", "wooden", "quiet")
THINGS = ("ladder", "bucket", "window", "basket", "kettle", "blanket", "bottle", "lantern")
HARM = "My dad hits me at home. "
WORDS = (Path(__file__).parent / "definitions" / "words.txt").read_text().split()

Channel = Literal["web", "api", "telegram"]
Fate = Literal["finishes", "leaves", "pauses", "withdraws"]


@dataclass
class Person:
    """The truth about one person. `names` and the three moments are what the attacker knows."""

    number: int
    channel: Channel
    fate: Fate
    harmed: bool
    comment: str  # as it is kept, after what redaction takes out
    raw: str  # what only the raw comment holds
    answers: frozenset[str]
    names: set[str] = field(default_factory=set)
    began: float = 0.0
    said: float = 0.0
    ended: float = 0.0
    receipt: str | None = None

    @property
    def chat(self) -> int:
        """The number of this person's Telegram chat."""
        return CHATS + 7919 * self.number

    @property
    def wishes(self) -> bool:
        """Whether this person asks to be contacted, seconds after the last answer."""
        return self.channel == "web" and self.fate == "finishes"

    @property
    def words(self) -> str:
        """What this person types."""
        return f"{self.comment} My friend {NAME} knows it, {self.raw}"


CHATS = 7_412_000_000


def crowd(size: int, chance: random.Random) -> list[Person]:
    """People in the order in which they begin, each with a comment of its own."""
    things = [thing for thing in product(SIZES, CHOICES, THINGS) if not _sounds_harmed(_said(thing))]
    chance.shuffle(things)
    return [_person(number, things[number], chance) for number in range(size)]


def _person(number: int, thing: tuple[str, str, str], chance: random.Random) -> Person:
    fate: Fate = {3: "withdraws", 5: "leaves", 9: "pauses", 14: "withdraws"}.get(number % 15, "finishes")  # type: ignore[assignment]
    channel: Channel = {1: "telegram", 3: "api"}.get(number % 5, "web")  # type: ignore[assignment]
    harmed = number % 12 in (0, 2, 4, 7, 10)
    # Some write a line, some a page: lengths tell people apart.
    comment = _comment(thing, 250 if number % 5 == 2 else chance.randrange(40), harmed, chance)
    answers = frozenset(f"{chance.choice(CHOICES)}_{question}" for question in QUESTIONS)
    return Person(number, channel, fate, harmed, comment, f"07700 900{number:03}", answers)


def _comment(thing: tuple[str, str, str], length: int, harmed: bool, chance: random.Random) -> str:
    """Words by lot can sound like harm: only who is harmed shall be in the queue, or the truth is wrong.

    A word fewer each time: the thing alone sounds as it should, so the drawing ends.
    """
    for words in range(length, -1, -1):
        more = " ".join(chance.choices(WORDS, k=words))
        comment = f"{HARM * harmed}{_said(thing)}{more}"
        if _sounds_harmed(comment) == harmed:
            return comment
    raise ValueError(f"a comment about a {' '.join(thing)} never sounds as it should")


def _said(thing: tuple[str, str, str]) -> str:
    return f"The {SAID} {' '.join(thing)} stands by the gate. "


def _sounds_harmed(comment: str) -> bool:
    seen = screen(f"{comment} My friend {NAME} knows it")
    return seen is not None and seen.tier is not Tier.check_in


def mark(person: Person) -> str:
    """The few words of a comment that nobody else writes."""
    start = person.comment.index(SAID)
    return person.comment[start : person.comment.index(" stands by")]
