"""Made-up comments of a closed wave: read, sorted and counted by the steps of the real readings."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from api.findings.audit import audit
from api.findings.protection import Counted, protect, within
from api.findings.published import Published, Table
from api.findings.readings import Asked, Reading, asked_of, let_out, most
from api.findings.rules import FLOOR
from api.meaning.coding import Decided
from api.meaning.contracts import Meaning, Quote, Scorer, ThemeReading, ToneReading, Trust
from api.meaning.counting import of_themes, of_tones
from api.meaning.estimating import estimate
from api.meaning.standing import FEWEST
from nlu.tone import Tone
from surveys.model import Question, Survey

THEMES = {"bus": "Buses", "light": "Lights and paths", "adults": "Adults who listen", "club": "Clubs"}
STEPS = ("tone", "part", "tone", "whole")
"""In which order a wave is counted: all of these, some of them, and in any order."""


@dataclass(frozen=True)
class Written:
    """One comment: what it is about, and where a program puts it."""

    about: frozenset[str]
    tone: Tone


@dataclass(frozen=True)
class Read:
    """What is out of one question of a wave, in order, and the true counts behind each reading."""

    snapshot: Published
    asked: Asked | None
    at_most: float
    readings: tuple[Reading, ...]
    truth: tuple[Mapping[str, int], ...]


def counted(
    survey: Survey, snapshot: Published, rows: Sequence[Mapping[str, Any]], chance: Random
) -> tuple[list[Read], Meaning]:
    """All questions in people's own words of a wave, and what may be shown of them."""
    found, tones, themes = list[Read](), list[ToneReading](), list[ThemeReading]()
    for question in (one for one in survey.questions if one.kind == "text"):
        asked = asked_of(survey, question)
        comments = list(_written(rows, asked, chance))
        if len(comments) < FEWEST or len(comments) > most(snapshot, asked):
            continue
        read = _read(question, asked, snapshot, comments, chance)
        found.append(read)
        newest = {one.table.several: one for one in read.readings}
        if False in newest:
            tones.append(_tone(question, newest[False]))
        if True in newest:
            themes.append(_themes(question, newest[True]))
    quotes = (Quote(id=UUID(int=7), question="own", theme="Buses", words="The bus is late."),)
    meaning = Meaning(taken=snapshot.taken, tone=tuple(tones), themes=tuple(themes), quotes=quotes)
    return found, meaning


def _written(rows: Sequence[Mapping[str, Any]], asked: Asked | None, chance: Random) -> Iterator[Written]:
    """Of those who were asked most or few write; some themes and tones are rare."""
    writes, common, sour = chance.choice((0.5, 0.9, 1)), chance.uniform(0.02, 0.5), chance.random()
    odd = chance.choice((0.01, 0.05, 0.3))
    for row in rows:
        if asked is not None and row.get(asked.question) not in asked.answers:
            continue
        if chance.random() >= writes:
            continue
        about = frozenset(
            key for place, key in enumerate(THEMES) if chance.random() < common ** (place / 2 + 0.5)
        )
        heard = Tone.negative if chance.random() < sour else Tone.positive
        yield Written(about, chance.choice((Tone.mixed, Tone.not_scored)) if chance.random() < odd else heard)


def _read(
    question: Question, asked: Asked | None, snapshot: Published, comments: Sequence[Written], chance: Random
) -> Read:
    """Counts as often as staff would; what does not pass the gate is not out."""
    out, truth = list[Reading](), list[Mapping[str, int]]()
    steps = chance.sample(STEPS, k=len(STEPS))
    if steps.index("whole") < steps.index("part"):
        steps.remove("part")
    for step in steps:
        true, fresh = _fresh(question, step, comments, chance)
        table = let_out(snapshot, [*out, fresh], asked, FLOOR, audit)
        if table.base is not None and (table.several or within(table) is not None):
            out.append(fresh)
            truth.append(true.counts)
    return Read(snapshot, asked, most(snapshot, asked), tuple(out), tuple(truth))


def _fresh(
    question: Question, step: str, comments: Sequence[Written], chance: Random
) -> tuple[Counted, Reading]:
    label = question.label["en"]
    if step == "tone":
        by_program = Counter(str(one.tone) for one in comments)
        counts = estimate(by_program, _mistakes(chance), elsewhere=False).counts
        tones = of_tones(question.key, label, counts)
        return tones, Reading(protect(tones), scorer=Scorer.TEXTBLOB)
    read = comments if step == "whole" else comments[: max(FEWEST, 2 * len(comments) // 3)]
    decided = Decided(Counter(one.about for one in read), whole=len(read) == len(comments))
    themes = of_themes(question.key, label, decided, THEMES)
    return themes, Reading(protect(themes), decided.whole)


def _mistakes(chance: Random) -> Mapping[str, Mapping[str, int]]:
    """What labels have said of the program: it mostly hears right."""
    sides = (Tone.positive, Tone.mixed, Tone.negative)
    return {kind: {side: 40 if side == kind else chance.randint(0, 2) for side in sides} for kind in sides}


def _tone(question: Question, one: Reading) -> ToneReading:
    return ToneReading(
        question=question.key,
        label=question.label["en"],
        table=_named(one.table, question),
        within=within(one.table) or 0,
        scorer=Scorer.TEXTBLOB,
        trust=Trust(labels=120, textblob=0.81, vader=0.78, learned=None),
    )


def _themes(question: Question, one: Reading) -> ThemeReading:
    table = _named(one.table, question)
    return ThemeReading(question=question.key, label=table.label, table=table, whole=one.whole)


def _named(table: Table, question: Question) -> Table:
    return table.model_copy(update={"label": question.label["en"]})
