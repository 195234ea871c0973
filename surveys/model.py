"""What a survey is, and how far a person has come in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, Self

from surveys.words import plain

Kind = Literal["select_one", "select_multiple", "integer", "text", "note"]
Audience = Literal["young_person", "parent", "practitioner"]
Answer = str | list[str] | int | None
Texts = Mapping[str, str]
"""Language code -> words."""


def say(texts: Texts, language: str, fallback: str) -> str:
    return texts.get(language) or texts.get(fallback, "")


@dataclass(frozen=True)
class Choice:
    name: str
    label: Texts


@dataclass(frozen=True)
class Question:
    """A row of the survey sheet; `signposts` are the choices that must bring the help card."""

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
    sensitive: bool = False
    signposts: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(choice.name for choice in self.choices)

    @cached_property
    def spoken(self) -> Mapping[str, str]:
        """Labels of all languages as people may type them -> choice name; doubtful ones are left out."""
        meant: dict[str, set[str]] = {}
        for choice in self.choices:
            for label in choice.label.values():
                # A face has no plain form: it stands for itself.
                meant.setdefault(plain(label) or label.strip(), set()).add(choice.name)
        return {label: names.pop() for label, names in meant.items() if len(names) == 1}


@dataclass(frozen=True)
class Survey:
    """`source` is the definition in Markdown, whatever file it came from: `xlsform.read` reads it again."""

    key: str
    version: str
    audience: Audience
    title: Texts
    opening: Texts
    closing: Texts
    languages: tuple[str, ...]
    default_language: str
    questions: tuple[Question, ...]
    source: str = field(default="", repr=False)

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {question.key: place for place, question in enumerate(self.questions)}

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """For each question how many answerable ones stand up to it; a note shares the number before it."""
        return tuple(accumulate(int(question.kind != "note") for question in self.questions))


@dataclass(frozen=True)
class Progress:
    """Answers so far (None: skipped) and the key of the question that waits (None: finished)."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    at: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"answers": dict(self.answers), "at": self.at}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(answers=dict(stored["answers"]), at=stored["at"])
