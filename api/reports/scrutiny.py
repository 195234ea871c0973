"""The scrutineer's pack: how far the asking reached and what followed, from what is published already."""

from collections.abc import Callable, Iterator, Sequence

from api.actions.contracts import ActionLine
from api.actions.tables import ActionState
from api.findings.published import Published
from api.papers import blocks
from api.reports.material import Material, Part, Silent
from api.reports.method import languages
from api.reports.numbers import single
from api.reports.people import about, answered, by_rules, few, rules
from api.reports.voices import state
from api.reports.words import said, words

PERCENT_LEAST = 100
"""People asked, of fewer of whom numbers in steps of ten leave a share too wide to tell."""


def pack(material: Material) -> Iterator[blocks.Block]:
    """All of its parts."""
    parts = material.every_part
    yield from _reach(parts)
    yield from _silent(material.silent)
    yield from _languages(parts)
    yield from _completed(parts)
    yield from _signposts(parts)
    yield from _timing(material.actions)


def _reach(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    say = words()["scrutiny"]
    yield blocks.Heading(text=say["reach"])
    audiences = words()["audiences"]
    yield _sums(
        parts, say["by_audience"], say["reach_columns"][0], lambda part: audiences[part.published.audience]
    )
    yield _sums(parts, say["settings"], say["setting_column"], lambda part: part.setting or say["no_setting"])
    yield blocks.Paragraph(text=say["area"], quiet=True)


def _silent(waves: Sequence[Silent]) -> Iterator[blocks.Block]:
    """Who was asked and is in none of these numbers."""
    if waves:
        say = words()["scrutiny"]
        lines = (say["silent_line"].format(title=one.title, day=said(one.closed)) for one in waves)
        yield blocks.Paragraph(text=say["silent"])
        yield blocks.Bullets(items=tuple(lines))


def _sums(parts: Sequence[Part], caption: str, first: str, name: Callable[[Part], str]) -> blocks.Table:
    """A row for each name, with sums of published numbers."""
    say = words()["scrutiny"]
    rows = []
    for one in sorted({name(part) for part in parts}):
        own = [part.published for part in parts if name(part) == one]
        asked = [published.asked for published in own if published.asked is not None]
        invited = about(sum(asked) if len(asked) == len(own) else None, say["not_recorded"])
        rows.append((one[:1].upper() + one[1:], str(len(own)), invited, answered(own)))
    note = by_rules(say["reach_note"], rules(part.published for part in parts))
    return blocks.Table(caption=caption, note=note, head=(first, *say["reach_columns"][1:]), rows=tuple(rows))


def _languages(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    say = words()["scrutiny"]
    offered = [name for part in parts for name in languages(part)]
    rows = tuple((name, str(offered.count(name))) for name in dict.fromkeys(offered))
    yield blocks.Heading(text=say["languages"])
    yield blocks.Table(
        caption=say["offered"], note=say["language_note"], head=tuple(say["language_columns"]), rows=rows
    )


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


def _timing(lines: Sequence[ActionLine]) -> Iterator[blocks.Block]:
    say = words()["scrutiny"]
    yield blocks.Heading(text=say["timing"])
    if lines:
        yield blocks.Table(
            caption=words()["actions"]["caption"],
            head=tuple(say["closed_columns"]),
            rows=tuple((one.title, state(one), said(one.due), _closed(one)) for one in lines),
            numbers=False,
        )
    else:
        yield blocks.Paragraph(text=say["no_actions"])
    yield blocks.Paragraph(text=say["issues"], quiet=True)


def _closed(action: ActionLine) -> str:
    over = [one.day for one in action.moved if one.state == action.state]
    if action.state in (ActionState.DONE, ActionState.DROPPED) and over:
        return said(over[-1])
    return str(words()["answers"]["dash"])
