"""Published numbers as other programs get them."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from api.findings.published import Audit, Cell, Crossing, Published, Table


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

    `several`: more than one answer could be chosen.
    """

    key: str
    label: str
    several: bool
    base: int | None
    answers: list[AnswerNumbers]

    @classmethod
    def of(cls, table: Table) -> Self:
        """From what is published."""
        return cls(
            key=table.key,
            label=table.label,
            several=table.several,
            base=table.base,
            answers=[AnswerNumbers.of(cell) for cell in table.cells],
        )


class Group(BaseModel):
    """What one group answered to the question."""

    value: str
    label: str
    numbers: QuestionNumbers


class GroupNumbers(BaseModel):
    """One question, told apart by the answers to another about oneself (`by`).

    `characteristic`: the protected characteristic that it asks for; empty where it is none.
    """

    key: str
    label: str
    by: str
    by_label: str
    characteristic: str
    groups: list[Group]

    @classmethod
    def of(cls, crossing: Crossing) -> Self:
        """From what is published."""
        return cls(
            key=crossing.key,
            label=crossing.label,
            by=crossing.by,
            by_label=crossing.by_label,
            characteristic=crossing.characteristic,
            groups=[
                Group(value=one.value, label=one.label, numbers=QuestionNumbers.of(one.table))
                for one in crossing.groups
            ],
        )


class Findings(FindingsItem):
    """The protected numbers of a wave: those of its CSV. People are in steps of ten, or not told."""

    asked: int | None
    answered: int | None
    questions: list[QuestionNumbers]
    groups: list[GroupNumbers]
    signposts: QuestionNumbers | None
    audit: Audit | None

    @classmethod
    def of(cls, item: FindingsItem, published: Published) -> Self:
        """From what is published."""
        cards = published.signposts
        return cls(
            **item.model_dump(),
            asked=published.asked,
            answered=published.answered,
            questions=[QuestionNumbers.of(table) for table in published.tables],
            groups=[GroupNumbers.of(one) for one in published.crossings],
            signposts=QuestionNumbers.of(cards) if cards else None,
            audit=published.audit,
        )
