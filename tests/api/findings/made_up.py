"""Made-up answers to a small survey with groups, and what would be published of them."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.findings.numbers import protected
from api.findings.protection import people
from api.findings.published import Published
from api.findings.rules import FLOOR, Rules
from api.findings.tabulate import tabulate
from surveys.model import Choice, Question, Survey

Row = Mapping[str, Any]


def select(key: str, *names: str, **more: Any) -> Question:
    """A planned question with one answer."""
    choices = tuple(Choice(name, {"en": name.title()}) for name in names)
    return Question(
        key=key, kind="select_one", label={"en": f"{key.title()}?"}, plan=True, choices=choices, **more
    )


SURVEY = Survey(
    key="small",
    version="1",
    audience="young_person",
    title={"en": "A small survey"},
    opening={},
    closing={},
    languages=("en",),
    default_language="en",
    questions=(
        select("safe", "yes", "partly", "no"),
        select("heard", "yes", "no"),
        select("sex", "female", "male", "other", breakdown="sex"),
        select("area", "north", "south", breakdown="area"),
    ),
)


def answers(how_many: int, chance: random.Random, skips: float = 0.05) -> list[Row]:
    """So many people; each question has a favourite, and some are skipped."""
    found: list[Row] = []
    for _ in range(how_many):
        row = {}
        for question in SURVEY.questions:
            if chance.random() >= skips:
                row[question.key] = question.names[int(len(question.names) * chance.random() ** 1.7)]
        found.append(row)
    return found


def published(
    rows: Sequence[Row], number: int = 1, *, final: bool = True, rules: Rules = FLOOR, survey: Survey = SURVEY
) -> Published:
    """What the rules alone let out of the answers; nothing has been attacked."""
    tally = tabulate(survey, rows)
    numbers = protected(tally, rules)
    return Published(
        id=UUID(int=number),
        number=number,
        taken=date(2026, 11, number),
        final=final,
        title="A made-up wave",
        audience="young_person",
        survey="A small survey",
        version="1",
        first_week=None,
        last_week=None,
        asked=None,
        answered=people(tally.responses, numbers.tables, None, rules),
        tables=numbers.tables,
        crossings=numbers.crossings,
        audit=numbers.audit,
    )
