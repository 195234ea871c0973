"""Published numbers as other programs get them."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from api.findings.published import Cell, Published, Table


class FindingsItem(BaseModel):
    """A closed wave with published numbers. `papers`: whether its CSV can be fetched already."""

    id: UUID
    title: str
    survey: str
    opened: date
    closed: date
    papers: bool


class AnswerNumbers(BaseModel):
    """One answer. No `people`: too few to tell, or, with `most`, nearly everybody."""

    value: str
    label: str
    people: int | None
    percent: int | None
    most: bool

    @classmethod
    def of(cls, cell: Cell) -> Self:
        """From what is published."""
        return cls(
            value=cell.value, label=cell.label, people=cell.shown, percent=cell.percent, most=cell.most
        )


class QuestionNumbers(BaseModel):
    """One question. No `base` (how many answered it): the table is withheld.

    `several`: more than one answer could be chosen. `within`, of the tone of comments: every share is
    right within about so many points.
    """

    key: str
    label: str
    several: bool
    base: int | None
    within: int | None = None
    answers: list[AnswerNumbers]

    @classmethod
    def of(cls, table: Table, within: int | None = None) -> Self:
        """From what is published."""
        return cls(
            key=table.key,
            label=table.label,
            several=table.several,
            base=table.base,
            within=within,
            answers=[AnswerNumbers.of(cell) for cell in table.cells],
        )


class Findings(FindingsItem):
    """The protected numbers of a wave: those of its CSV. People are in steps of ten, or not told."""

    asked: int | None
    answered: int | None
    questions: list[QuestionNumbers]
    tone: list[QuestionNumbers]
    signposts: QuestionNumbers | None

    @classmethod
    def of(cls, item: FindingsItem, published: Published) -> Self:
        """From what is published."""
        cards = published.signposts
        return cls(
            **item.model_dump(),
            asked=published.asked,
            answered=published.answered,
            questions=[QuestionNumbers.of(table) for table in published.tables],
            tone=[QuestionNumbers.of(tone.table, tone.within) for tone in published.tone],
            signposts=QuestionNumbers.of(cards) if cards else None,
        )
