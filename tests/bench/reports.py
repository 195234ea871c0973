"""P9: a report to the partners on 500 responses and 2,000 comments, from its charts to PDF and Word."""

import random
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from api.findings.numbers import protected
from api.findings.protection import Counted, protect
from api.findings.published import Published, Table
from api.findings.rules import FLOOR
from api.findings.tabulate import tabulate, words_of
from api.meaning.contracts import Meaning, Quote, Scorer, ThemeReading, ToneReading, Trust
from api.papers import printing
from api.reports.front import said_to_begin_with
from api.reports.material import Material, Part
from api.reports.paper import paper, to_draw
from api.reports.tables import FigureRow, ReportKind, ReportRow
from surveys.model import Survey
from surveys.xlsform import load

RESPONSES, COMMENTS, QUOTES = 500, 2_000, 24
TIMES = 5
SURVEY = Path(__file__).parents[2] / "surveys" / "definitions" / "your_voice_matters.md"
TODAY = date(2026, 11, 23)
THEMES = (
    "Streets and light",
    "School",
    "Online",
    "Friends",
    "Family",
    "Being heard",
    "Help",
    "Something else",
)


def measure(server: str, home: Path, postmaster: int) -> None:
    """Prints a row: the median of some reports, each with its charts drawn anew."""
    material = _material(load(SURVEY))
    drawing, pdf, word = list[float](), list[float](), list[float]()
    for _ in range(TIMES):
        row = _row(material)
        began = time.perf_counter()
        asked = to_draw(row.kind, material)
        drawn = printing.drawn([one.chart for one in asked])
        drawing.append(time.perf_counter() - began)
        figures = {
            one.name: FigureRow(report_id=row.id, name=one.name, svg=picture.svg, png=picture.png)
            for one, picture in zip(asked, drawn, strict=True)
        }
        whole = paper(row, material, "Made-up partnership", figures)
        for kind, taken in (("pdf", pdf), ("docx", word)):
            began = time.perf_counter()
            printing.printed(kind, whole)  # type: ignore[arg-type]
            taken.append(time.perf_counter() - began)
    print(
        f"\n| a report on {RESPONSES} responses, {COMMENTS:,} comments | charts s | PDF s | Word s | all s |"
    )
    print("|---|---|---|---|---|")
    halves = [sorted(one)[TIMES // 2] for one in (drawing, pdf, word)]
    shown = " | ".join(f"{one:.2f}" for one in (*halves, sum(halves)))
    print(f"| {len(to_draw(ReportKind.WAVE, material))} charts | {shown} |", flush=True)


def _row(material: Material) -> ReportRow:
    said = said_to_begin_with(material)
    return ReportRow(
        kind=ReportKind.WAVE,
        about="",
        title="A made-up wave",
        first=TODAY,
        last=TODAY,
        counted=TODAY,
        said=said,
        author="",
        waves=[],
        snapshots=[],
        material={},
    )


def _material(survey: Survey) -> Material:
    chance = random.Random(9)
    numbers = protected(tabulate(survey, _answers(survey, chance)), FLOOR)
    published = Published(
        id=uuid4(),
        number=1,
        taken=TODAY,
        final=True,
        title="A made-up wave",
        audience=survey.audience,
        survey=words_of(survey, survey.title),
        version=survey.version,
        first_week=TODAY,
        last_week=TODAY,
        asked=700,
        answered=RESPONSES,
        tables=numbers.tables,
        crossings=numbers.crossings,
        audit=numbers.audit,
    )
    part = Part(
        wave_id=uuid4(),
        setting=None,
        languages=survey.languages,
        closed=TODAY,
        published=published,
        meaning=_meaning(chance),
    )
    return Material(parts=(part,))


def _answers(survey: Survey, chance: random.Random) -> Iterator[Mapping[str, Any]]:
    for _ in range(RESPONSES):
        row: dict[str, Any] = {}
        for question in survey.questions:
            if question.kind == "select_one":
                row[question.key] = chance.choice(question.names)
            elif question.kind == "select_multiple":
                row[question.key] = chance.sample(question.names, min(2, len(question.names)))
            elif question.scale is not None:
                row[question.key] = chance.choice(question.scale)
        yield row


def _meaning(chance: random.Random) -> Meaning:
    """Of four questions, each with a quarter of the comments."""
    tones, themes, quotes = [], [], []
    for place in range(4):
        key, label = f"own_{place}", f"What would you like to say, part {place + 1}?"
        trust = Trust(labels=200, textblob=0.74, vader=0.78, learned=0.9)
        tone = _table(key, ("Positive", "Mixed or unclear", "Negative", "Not scored"), chance, several=False)
        tones.append(
            ToneReading(question=key, label=label, table=tone, within=10, scorer=Scorer.LEARNED, trust=trust)
        )
        theme = _table(key, THEMES, chance, several=True)
        themes.append(ThemeReading(question=key, label=label, table=theme))
        quotes += [
            Quote(
                id=uuid4(), question=key, theme=THEMES[at], words="More light on the way would help us all."
            )
            for at in range(QUOTES // 4)
        ]
    return Meaning(taken=TODAY, tone=tuple(tones), themes=tuple(themes), quotes=tuple(quotes))


def _table(key: str, names: tuple[str, ...], chance: random.Random, *, several: bool) -> Table:
    counts = dict.fromkeys(names, 0)
    for _ in range(COMMENTS // 4):
        counts[chance.choice(names)] += 1
    choices = [(name, name) for name in names]
    return protect(Counted(key, key, choices, several, None, COMMENTS // 4, counts))
