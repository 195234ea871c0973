"""The scrutineer's pack: how far the asking reached and what followed, from what is published already."""

from collections.abc import Iterator, Sequence

from api.actions.contracts import ActionLine
from api.actions.tables import ActionState
from api.findings.published import Published
from api.papers import blocks
from api.reports.material import Material, Part, Silent
from api.reports.method import languages
from api.reports.numbers import listed, single
from api.reports.pace import pace
from api.reports.people import about, few
from api.reports.reach import reach
from api.reports.voices import state
from api.reports.words import said, words

PERCENT_LEAST = 100
"""People asked, of fewer of whom numbers in steps of ten leave a share too wide to tell."""


def pack(material: Material) -> Iterator[blocks.Block]:
    """All of its parts."""
    parts = material.every_part
    yield from reach(parts)
    yield from _silent(material.silent)
    yield from _languages(parts)
    yield from _completed(parts)
    yield from _signposts(parts)
    yield from _timing(material)


def _silent(waves: Sequence[Silent]) -> Iterator[blocks.Block]:
    """Who was asked and is in none of these numbers."""
    if waves:
        say = words()["scrutiny"]
        lines = (say["silent_line"].format(title=one.title, day=said(one.closed)) for one in waves)
        yield blocks.Paragraph(text=say["silent"])
        yield blocks.Bullets(items=tuple(lines))


def _languages(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    say = words()["scrutiny"]
    offered = [name for part in parts for name in languages(part)]
    rows = tuple((name, str(offered.count(name))) for name in dict.fromkeys(offered))
    yield blocks.Heading(text=say["languages"])
    yield blocks.Table(
        caption=say["offered"], note=say["language_note"], head=tuple(say["language_columns"]), rows=rows
    )
    yield from _spoken(parts)


def _spoken(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    """What language people say they speak, where a survey asks for it."""
    say = words()["scrutiny"]
    asked = [
        (part.published.title, table)
        for part in parts
        for table in part.published.tables
        if table.key in part.spoken
    ]
    for title, table in asked:
        if table.base is not None:
            yield single(table, caption=say["spoken"].format(title=title, question=table.label))
    if hidden := [title for title, table in asked if table.base is None]:
        yield blocks.Paragraph(text=say["spoken_hidden"].format(titles=listed(hidden)), quiet=True)
    if not asked:
        yield blocks.Paragraph(text=say["spoken_none"], quiet=True)


def _completed(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    say = words()["scrutiny"]
    yield blocks.Heading(text=say["completed"])
    known = [part.published for part in parts if part.published.asked is not None]
    if not known:
        yield blocks.Paragraph(text=say["completed_none"])
        return
    yield blocks.Table(
        caption=say["known"],
        head=tuple(say["completed_columns"]),
        rows=tuple(
            (one.title, about(one.asked, ""), about(one.answered, few(one)), _share(one)) for one in known
        ),
    )


def _share(published: Published) -> str:
    """From the numbers in steps of ten alone, and therefore no more than about right."""
    asked, came = published.asked, published.answered
    if asked is None or came is None or asked < PERCENT_LEAST:
        return str(words()["answers"]["dash"])
    return about(round(100 * came / asked), "") + "%"


def _signposts(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    say = words()["scrutiny"]
    yield blocks.Heading(text=say["signposts"])
    yield blocks.Paragraph(text=say["signposts_note"], quiet=True)
    shown = [part.published for part in parts if part.published.signposts is not None]
    told = False
    for one in shown:
        if one.signposts is not None and one.signposts.base is not None:
            told = True
            _, why, times = say["signpost_columns"]
            note = say["signpost_base"].format(base=one.signposts.base)
            yield single(one.signposts, caption=one.title, note=note, first=why, counted=times)
    if not told:
        yield blocks.Paragraph(text=say["signposts_none"])


def _timing(material: Material) -> Iterator[blocks.Block]:
    say, lines = words()["scrutiny"], material.actions
    yield blocks.Heading(text=say["timing"])
    if not lines:
        yield blocks.Paragraph(text=say["no_actions"])
    else:
        yield from pace(material.timed)
        yield blocks.Table(
            caption=words()["actions"]["caption"],
            head=tuple(say["closed_columns"]),
            rows=tuple((one.title, state(one), said(one.due), _closed(one)) for one in lines),
            numbers=False,
        )
    yield blocks.Paragraph(text=say["issues"], quiet=True)


def _closed(action: ActionLine) -> str:
    over = [one.day for one in action.moved if one.state == action.state]
    if action.state in (ActionState.DONE, ActionState.DROPPED) and over:
        return said(over[-1])
    return str(words()["answers"]["dash"])
