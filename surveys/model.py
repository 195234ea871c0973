"""What a survey is, and how far a person has come in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, Self

from surveys.words import FACES, heard

Kind = Literal["select_one", "select_multiple", "integer", "range", "text", "note", "acknowledge"]
Appearance = Literal["likert", "faces"]
Face = Literal["very_happy", "happy", "middle", "sad", "very_sad"]
Audience = Literal["young_person", "parent", "practitioner"]
AgeBand = Literal["primary"]
Characteristic = Literal["age", "sex", "race", "disability", "religion", "orientation", "gender"]
OtherGroup = Literal["area", "setting", "language", "role"]
Breakdown = Characteristic | OtherGroup
"""What a question about oneself asks for: a protected characteristic, or another way to tell groups apart."""
Answer = str | list[str] | int | None
Texts = Mapping[str, str]
"""Language code -> words."""


def say(texts: Texts, language: str, fallback: str) -> str:
    return texts.get(language) or texts.get(fallback, "")


@dataclass(frozen=True)
class Choice:
    """`attributes`: the other columns of its row in the file, which choice filters speak of."""

    name: str
    label: Texts
    face: Face | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Question:
    """A row of the survey sheet, with what the groups round it say.

    `section` is the label of its group, `relevant` holds the groups' conditions too, `scale` what a range
    takes, and `signposts` are the choices that must bring the help card. An `acknowledge` is answered "OK".
    The answers to a question with a `breakdown` tell groups apart, for which all others are counted as well.
    """

    key: str
    kind: Kind
    label: Texts
    hint: Texts = field(default_factory=dict)
    required: bool = False
    choices: tuple[Choice, ...] = ()
    relevant: str | None = None
    constraint: str | None = None
    constraint_message: Texts = field(default_factory=dict)
    theme: str | None = None
    tone: bool = False
    plan: bool = False
    breakdown: Breakdown | None = None
    sensitive: bool = False
    signposts: frozenset[str] = frozenset()
    appearance: Appearance | None = None
    section: Texts = field(default_factory=dict)
    choice_filter: str | None = None
    scale: range | None = None
    row: int = field(default=0, compare=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(choice.name for choice in self.choices)

    @cached_property
    def spoken(self) -> Mapping[str, str]:
        """Labels of all languages as people may type them -> choice name; doubtful ones are left out."""
        meant: dict[str, set[str]] = {}
        for choice in self.choices:
            said = (choice.name, *choice.label.values(), *FACES.get(choice.face or "", ()))
            for words in map(heard, said):
                meant.setdefault(words, set()).add(choice.name)
        return {label: names.pop() for label, names in meant.items() if len(names) == 1}

    @cached_property
    def is_numbered(self) -> bool:
        """Labels that hold numbers: a number is not a place in the list then."""
        return any(
            sign.isdigit() for choice in self.choices for label in choice.label.values() for sign in label
        )


@dataclass(frozen=True)
class Calculation:
    """A value that expressions may speak of; blank where its groups are not relevant. Never asked or kept."""

    key: str
    expression: str
    relevant: str | None = None


@dataclass(frozen=True)
class Survey:
    """`source` is the definition in Markdown, whatever file it came from: `xlsform.read` reads it again.

    `reading_age` is the audience's limit in years, `drafts` the languages whose texts no speaker has checked,
    and `review` says whether people look at their answers before they send them. `age_band` is "primary"
    where the young people are children in years 3 to 6.
    """

    key: str
    version: str
    audience: Audience
    title: Texts
    opening: Texts
    closing: Texts
    languages: tuple[str, ...]
    default_language: str
    questions: tuple[Question, ...]
    calculations: tuple[Calculation, ...] = ()
    reading_age: int | None = None
    drafts: frozenset[str] = frozenset()
    review: bool = True
    age_band: AgeBand | None = None
    source: str = field(default="", repr=False)

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {question.key: place for place, question in enumerate(self.questions)}

    @cached_property
    def calculated(self) -> Mapping[str, Calculation]:
        return {calculation.key: calculation for calculation in self.calculations}

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """For each question how many answerable ones stand up to it; a note shares the number before it."""
        return tuple(accumulate(int(question.kind != "note") for question in self.questions))


@dataclass(frozen=True)
class Progress:
    """Answers so far (None: skipped) and the key of the question that waits (None: finished).

    `returning`: it is visited again from the review; what follows is the first question without an answer.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    at: str | None = None
    returning: bool = False

    def to_json(self) -> dict[str, Any]:
        stored = {"answers": dict(self.answers), "at": self.at}
        return {**stored, "returning": True} if self.returning else stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(dict(stored["answers"]), stored["at"], bool(stored.get("returning", False)))
