"""The part of a paper on whom the asking reached: sums of published numbers, never of one place alone."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from api.papers import blocks
from api.reports.material import Part
from api.reports.people import about, answered, by_rules, rules
from api.reports.words import words

LEAST_PLACES = 3
"""Places with numbers for which a label may stand: of two, whoever knows the one knows the other."""
Name = Callable[[Part], str]
Rows = Mapping[str, Sequence[Part]]


def reach(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    """By who was asked, by kind of place and by area. No row tells both a kind and an area."""
    say, audiences = words()["reach"], words()["audiences"]
    yield blocks.Heading(text=say["heading"])
    asked: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        asked[audiences[part.published.audience]].append(part)
    note = by_rules(say["note"], rules(part.published for part in parts))
    yield _sums(say["by_audience"], note, dict(sorted(asked.items())), say["columns"]["audience"])
    yield from _by(parts, "kind", lambda part: part.kind)
    yield from _by(parts, "area", lambda part: part.area)


def grouped(parts: Sequence[Part], name: Name) -> tuple[Rows, Sequence[Part]]:
    """The parts under each name that may stand alone, and all others that have one, put together.

    The others stand for enough places too: else which name is missing would tell theirs.
    """
    named: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if name(part):
            named[name(part)].append(part)
    alone = {one: own for one, own in sorted(named.items()) if _told(own) >= LEAST_PLACES}
    rest = [part for one, own in named.items() if one not in alone for part in own]
    while rest and alone and _told(rest) < LEAST_PLACES:
        rest += alone.pop(min(alone, key=lambda one: (_told(alone[one]), one)))
    return alone, rest


def places(parts: Sequence[Part]) -> int:
    """How many different ones. Two schools are two; what was frozen before places were known is one each."""
    return len({part.place or part.wave_id for part in parts})


def _told(parts: Sequence[Part]) -> int:
    return places([part for part in parts if part.published.answered is not None])


def _by(parts: Sequence[Part], what: str, name: Name) -> Iterator[blocks.Block]:
    """A table, or why there is none."""
    say = words()["reach"][what]
    alone, rest = grouped(parts, name)
    if alone:
        unnamed = [part for part in parts if not name(part)]
        more = {label: own for label, own in ((say["rest"], rest), (say["none"], unnamed)) if own}
        note = say["note"].format(least=LEAST_PLACES)
        yield _sums(say["caption"], note, {**alone, **more}, words()["reach"]["columns"][what], told=True)
    elif rest:
        yield blocks.Paragraph(text=say["few"].format(least=LEAST_PLACES), quiet=True)
    else:
        yield blocks.Paragraph(text=say["unknown"], quiet=True)


def _sums(caption: str, note: str, rows: Rows, head: Sequence[str], *, told: bool = False) -> blocks.Table:
    """A row for each name, with sums of published numbers; `told`: also in how many places."""
    return blocks.Table(
        caption=caption,
        note=note,
        head=tuple(head),
        rows=tuple(
            (
                label[:1].upper() + label[1:],
                *([str(places(own))] if told else []),
                str(len(own)),
                _asked(own),
                answered([part.published for part in own]),
            )
            for label, own in rows.items()
        ),
    )


def _asked(parts: Sequence[Part]) -> str:
    known = [part.published.asked for part in parts if part.published.asked is not None]
    return about(sum(known) if len(known) == len(parts) else None, words()["reach"]["not_recorded"])
