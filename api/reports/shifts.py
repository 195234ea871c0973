"""What has clearly changed from one report to the next: only what rounding and chance cannot have made."""

from collections.abc import Iterator, Sequence

from api.findings.published import Cell
from api.meaning.change import Change, changed
from api.meaning.contracts import ThemeReading, ToneReading
from api.reports.material import Material, Part
from api.reports.words import words

TOLD = ("positive", "negative")
"""Tones that are compared: what is mixed or not scored says little."""


def shifts(before: Material, now: Material) -> Iterator[str]:
    """A sentence for each tone and theme of comments that has changed, question by question."""
    earlier = {(part.published.survey, part.published.audience): part for part in before.parts}
    for part in now.parts:
        old = earlier.get((part.published.survey, part.published.audience))
        if old is not None:
            yield from _tones(old, part)
            yield from _themes(old, part)


def _tones(old: Part, new: Part) -> Iterator[str]:
    was = {one.question: one for one in old.meaning.tone}
    for one in new.meaning.tone:
        then = was.get(one.question)
        # Another scorer hears otherwise.
        if then is not None and then.scorer == one.scorer:
            told = [cell for cell in one.table.cells if cell.value in TOLD]
            yield from _sentences(then, one, told, "tone", new)


def _themes(old: Part, new: Part) -> Iterator[str]:
    was = {one.question: one for one in old.meaning.themes}
    for one in new.meaning.themes:
        if one.question in was:
            yield from _sentences(was[one.question], one, one.table.cells, "theme", new)


def _sentences(
    then: ToneReading | ThemeReading,
    now: ToneReading | ThemeReading,
    cells: Sequence[Cell],
    what: str,
    part: Part,
) -> Iterator[str]:
    for cell in cells:
        way = changed(then, now, cell.value)
        if way is not Change.UNCLEAR:
            yield words()["shifts"][what][way.name.lower()].format(
                question=now.label, title=part.published.title, label=cell.label.lower()
            )
