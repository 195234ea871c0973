"""One made-up person who takes part in a wave."""

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from api.conversation.contracts import Reply
from api.conversation.service import Desk, Turn
from bot.demonstration.words import words

SKIPS = 0.04  # of the questions
OTHER_LANGUAGE = 0.2  # of the people, where the wave has others
UNSAID, UNSURE = 2, 0.08  # how many choices say that something is not known or not said, and who takes them
ALONE = 3  # choices of several that exclude the others, at the end of the list


@dataclass(frozen=True)
class Somebody:
    """`mood` bends the answers: 1 is any of them alike, more is nearer to the first choice."""

    survey: str
    languages: Sequence[str]
    mood: float
    chance: random.Random

    def answers(self, desk: Desk, code: str, worry: str | None = None) -> None:
        """From the code to the end; a worry is what they write in their own words."""
        language = self._language()
        conversation = desk.open("demonstration", language=language)
        person = uuid4().hex

        def say(choice: str | None = None, text: str | None = None) -> list[Reply]:
            return desk.take(conversation, Turn(choice=choice, text=text, person=person))

        say(f":join {code}")
        replies = say(":start")
        while (asked := _question(replies)) is not None and asked.question is not None:
            options = [one.value for one in asked.choices if not one.value.startswith(":")]
            if asked.question.kind == "text" and not options:
                replies = say(text=worry or self._comment(language))
                worry = None
            elif self.chance.random() < SKIPS:
                replies = say(":skip")
            elif asked.question.kind == "select_multiple":
                for option in self._ticked(options):
                    say(option)
                replies = say(":done")
            else:
                replies = say(self._one(asked.question.key, options))
        say(":send")

    def _language(self) -> str:
        others = [code for code in self.languages if code != "en"]
        return self.chance.choice(others) if others and self.chance.random() < OTHER_LANGUAGE else "en"

    def _comment(self, language: str) -> str:
        said = words()["comments"][self.survey]
        found: str = self.chance.choice(said.get(language) or said["en"])
        return found

    def _one(self, question: str, options: Sequence[str]) -> str:
        """Questions differ from each other, and each is answered alike by many; few do not know or say."""
        real = options[:-UNSAID] if len(options) > 2 * UNSAID else options
        if len(real) < len(options) and self.chance.random() < UNSURE:
            return self.chance.choice(options[-UNSAID:])
        bend = self.mood * (1 + zlib.crc32(question.encode()) % 5 / 10)
        return real[int(len(real) * self.chance.random() ** bend)]

    def _ticked(self, options: Sequence[str]) -> list[str]:
        """The last choices stand alone: nothing, not known, rather not said."""
        real = options[:-ALONE] or options
        return self.chance.sample(real, k=min(self.chance.randint(1, 2), len(real)))


def _question(replies: Sequence[Reply]) -> Reply | None:
    return next((reply for reply in replies if reply.question), None)
