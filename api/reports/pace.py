"""The part of a paper on how soon something was done: a sentence, and a row for each action."""

from collections.abc import Iterator, Sequence
from datetime import date
from statistics import median_low

from api.papers import blocks
from api.reports.material import Timed
from api.reports.words import said, words

FEWEST = 5
"""Actions, of fewer of which no middle is told: one of them would be most of it."""
STEPS = ("made", "begun", "done")


def pace(lines: Sequence[Timed]) -> Iterator[blocks.Block]:
    """From what came out to what was done about it."""
    say = words()["pace"]
    if not lines:
        yield blocks.Paragraph(text=say["none"])
        return
    told = [one for one in (_middle(lines, step) for step in STEPS) if one]
    yield blocks.Paragraph(text=" ".join(told) or say["few"].format(fewest=FEWEST))
    yield blocks.Table(
        caption=say["caption"],
        note=say["note"],
        head=tuple(say["columns"]),
        rows=tuple(_row(one) for one in sorted(lines, key=lambda one: (one.out, one.title))),
        numbers=False,
    )


def days(one: Timed, step: str) -> int | None:
    """From the day on which it came out to a step, 0 where that was before; None while it is to come."""
    day: date | None = getattr(one, step)
    return None if day is None else max((day - one.out).days, 0)


def _middle(lines: Sequence[Timed], step: str) -> str:
    """Empty where too few have come so far."""
    known = [found for one in lines if (found := days(one, step)) is not None]
    if len(known) < FEWEST:
        return ""
    half = _in_words(median_low(known), "half")
    return str(words()["pace"]["middle"][step].format(half=half, number=len(known)))


def _row(one: Timed) -> tuple[str, ...]:
    say = words()["pace"]
    steps = (days(one, step) for step in STEPS)
    return (
        one.title,
        said(one.out),
        *(say["not_yet"] if found is None else _in_words(found, "days") for found in steps),
    )


def _in_words(found: int, form: str) -> str:
    say = words()["pace"][form]
    return str(say.get(found, say["more"]).format(days=found))
