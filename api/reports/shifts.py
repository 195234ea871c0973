"""What has clearly changed from one report to the next: only what rounding and chance cannot have made."""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from api.findings.published import Cell
from api.meaning.change import Change, changed
from api.meaning.contracts import ThemeReading, ToneReading
from api.reports.material import Material, Part
from api.reports.words import words

TOLD = ("positive", "negative")
"""Tones that are compared: what is mixed or not scored says little."""


def shifts(before: Material, now: Material) -> Iterator[str]:
    """A sentence for each tone and theme of comments that has changed, question by question."""
    for old, new in _pairs(before, now):
        for then, one in _tones(old, new):
            told = [cell for cell in one.table.cells if cell.value in TOLD]
            yield from _sentences(then, one, told, "tone", new)
        for was, now_about in _themes(old, new):
            yield from _sentences(was, now_about, now_about.table.cells, "theme", new)


def compared(before: Material, now: Material) -> bool:
    """Whether there is anything at all in both that can be held against each other."""
    return any([*_tones(old, new), *_themes(old, new)] for old, new in _pairs(before, now))


def _pairs(before: Material, now: Material) -> Iterator[tuple[Part, Part]]:
    """The same survey of the same people at the same place: two schools are two, of whatever kind."""
    earlier, later = _alone(before.parts), _alone(now.parts)
    for asked, new in later.items():
        if asked in earlier:
            yield earlier[asked], new


def _alone(parts: Sequence[Part]) -> dict[tuple[str, str, UUID], Part]:
    """Those that are the only one of their survey and audience at a place, as far as that is known."""
    placed = [part for part in parts if part.place is not None]
    asked = [(part.published.survey, part.published.audience, part.place) for part in placed if part.place]
    often = Counter(asked)
    return {one: part for one, part in zip(asked, placed, strict=True) if often[one] == 1}


def _tones(old: Part, new: Part) -> Iterator[tuple[ToneReading, ToneReading]]:
    was = {one.question: one for one in old.meaning.tone}
    for one in new.meaning.tone:
        then = was.get(one.question)
        # Another scorer hears otherwise, and other words ask something else.
        same = then is not None and (then.scorer, then.label) == (one.scorer, one.label)
        if then is not None and same and _shown(then, one):
            yield then, one


def _themes(old: Part, new: Part) -> Iterator[tuple[ThemeReading, ThemeReading]]:
    was = {one.question: one for one in old.meaning.themes}
    for one in new.meaning.themes:
        then = was.get(one.question)
        if then is not None and then.label == one.label and _shown(then, one):
            yield then, one


def _shown(*readings: ToneReading | ThemeReading) -> bool:
    return all(one.table.base is not None for one in readings)


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
