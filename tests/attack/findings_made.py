"""Random made-up partnerships: surveys with groups, waves with snapshots and comments, waves put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from api.findings.audit import audit
from api.findings.case import Case, Together
from api.findings.numbers import protected
from api.findings.protection import asked, people
from api.findings.published import Published
from api.findings.rules import FLOOR
from api.findings.tabulate import tabulate
from api.meaning.contracts import Meaning
from surveys.model import Choice, Question, Survey
from tests.attack.findings_comments import Read, counted

Row = Mapping[str, Any]
ABOUT = (("year", "age"), ("sex", "sex"), ("area", "area"))
TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Partnership:
    """What truly was answered, and what is published of it; `rows` by the number of what was published.

    `read` are the comments of each wave, question by question, and `meaning` what is shown of them.
    """

    survey: Survey
    case: Case
    rows: Sequence[Sequence[Row]]
    read: Sequence[Sequence[Read]]
    meaning: Sequence[Meaning]


def partnership(chance: Random, *, waves: int = 3, several: bool = False) -> Partnership:
    """One in which everything has gone through the gate, in the order in which it came out.

    `several`: to the second question people give one answer or more.
    """
    survey = _survey(chance, several)
    told: list[list[Published]] = []
    rows: list[Sequence[Row]] = []
    finals: list[Sequence[Row]] = []
    for _ in range(waves):
        everybody = _answers(survey, chance.choice((9, 24, 40, 90, 180)), chance)
        cuts = [len(everybody) // 2] if len(everybody) > 60 and chance.random() < 0.6 else []
        history: list[Published] = []
        for end in (*cuts, len(everybody)):
            fresh = _published(survey, everybody[:end], len(history), final=end == len(everybody))
            history.append(audit(Case(waves=((*history, fresh),))))
            rows.append(everybody[:end])
        told.append(history)
        finals.append(everybody)
    case = Case(waves=tuple(map(tuple, told)))
    for size in range(2, waves + 1):
        among = [row for wave in finals[:size] for row in wave]
        together = Together(waves=tuple(range(size)), published=_published(survey, among, 0, final=True))
        case = case.model_copy(update={"pools": (*case.pools, together)})
        case = case.with_fresh(audit(case))
        rows.append(among)
    # Drawn apart, so that what people wrote changes nothing of what they answered.
    own = Random(chance.random())
    found = [counted(survey, told[at][-1], finals[at], own) for at in range(waves)]
    return Partnership(survey, case, rows, [read for read, _ in found], [meaning for _, meaning in found])


def one_wave(chance: Random) -> Partnership:
    """A small wave without groups, of which many wrote something: where readings tell most of each other."""
    whole = _survey(chance, several=False)
    survey = replace(whole, questions=tuple(one for one in whole.questions if not one.breakdown))
    rows = _answers(survey, chance.randint(22, 60), chance)
    snapshot = audit(Case(waves=((_published(survey, rows, 0, final=True),),)))
    read, meaning = counted(survey, snapshot, rows, chance)
    return Partnership(survey, Case(waves=((snapshot,),)), [rows], [read], [meaning])


def _survey(chance: Random, several: bool) -> Survey:
    asked_of_all = [_question(f"q{at}", chance.randint(2, 5)) for at in range(chance.randint(2, 3))]
    first = asked_of_all[0]
    if several:
        asked_of_all[1] = replace(asked_of_all[1], kind="select_multiple")
    if chance.random() < 0.5:
        asked_of_all.append(_question("then", 3, relevant=f"selected(${{{first.key}}}, '{first.names[0]}')"))
    about = [
        _question(key, chance.randint(2, 4), breakdown=kind)
        for key, kind in chance.sample(ABOUT, k=chance.randint(1, 2))
    ]
    some = f"selected(${{{first.key}}}, '{first.names[0]}')"
    words = [_in_words("own", None), _in_words("why", some)]
    return Survey(
        key="made_up",
        version="1",
        audience="young_person",
        title={"en": "A made-up survey"},
        opening={},
        closing={},
        languages=("en",),
        default_language="en",
        questions=(*asked_of_all, *about, *words),
    )


def _in_words(key: str, relevant: str | None) -> Question:
    return Question(key=key, kind="text", label={"en": f"In words, {key}?"}, tone=True, relevant=relevant)


def _question(key: str, answers: int, **more: Any) -> Question:
    names = [f"{key}_{'abcdef'[at]}" for at in range(answers)]
    choices = tuple(Choice(name, {"en": f"Answer {name.replace('_', ' ')}"}) for name in names)
    label = {"en": f"Question {key}?"}
    return Question(key=key, kind="select_one", label=label, plan=True, choices=choices, **more)


def _answers(survey: Survey, size: int, chance: Random) -> list[Row]:
    """Answers are bent towards the first, and some are skipped."""
    bend, skips, found = chance.uniform(0.6, 3), chance.choice((0, 0.03, 0.15)), list[Row]()
    for _ in range(size):
        row: dict[str, Any] = {}
        for question in survey.questions:
            if question.relevant and row.get(survey.questions[0].key) != survey.questions[0].names[0]:
                continue
            if question.kind != "text" and chance.random() >= skips:
                row[question.key] = _answer(question, bend, chance)
        found.append(row)
    return found


def _answer(question: Question, bend: float, chance: Random) -> str | list[str]:
    def one() -> str:
        return question.names[int(len(question.names) * chance.random() ** bend)]

    if question.kind != "select_multiple":
        return one()
    return sorted({one() for _ in range(chance.randint(1, 3))})


def _published(survey: Survey, rows: Sequence[Row], before: int, *, final: bool) -> Published:
    tally = tabulate(survey, rows)
    numbers = protected(tally, FLOOR)
    answered = people(tally.responses, numbers.tables, None)
    return Published(
        id=UUID(int=before),
        number=before + 1,
        taken=TODAY,
        final=final,
        title="A made-up wave",
        audience="young_person",
        survey="A made-up survey",
        version="1",
        first_week=None,
        last_week=None,
        asked=asked(tally.responses, answered),
        answered=answered,
        tables=numbers.tables,
        crossings=numbers.crossings,
        audit=numbers.audit,
    )
