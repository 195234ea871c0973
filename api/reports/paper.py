"""A report as a paper: the one source of its page, its PDF and its Word file."""

from collections.abc import Iterator, Mapping

from api.findings.reading import charts
from api.papers import blocks
from api.papers.blocks import Block, Paper
from api.reports import answers, scrutiny, voices
from api.reports.front import front
from api.reports.material import Material, Part
from api.reports.method import method, protected
from api.reports.numbers import Pictured, pictured, questions
from api.reports.people import short
from api.reports.tables import FigureRow, ReportKind, ReportRow, ReportState
from api.reports.words import said, words

SHORT = (ReportKind.YEAR, ReportKind.SCRUTINY)
"""These draw no charts of single waves."""


def paper(
    row: ReportRow, material: Material, partnership: str, figures: Mapping[str, FigureRow] | None = None
) -> Paper:
    """The report as it is now, in the name of the partnership; with its pictures where they are printed."""
    say = words()
    found = list(_blocks(row, material))
    if figures is not None:
        found = [_with_picture(block, figures) for block in found]
    return Paper(
        title=row.title,
        subtitle=subtitle(row, material),
        band=say["for_scrutiny" if row.kind == ReportKind.SCRUTINY else "band"],
        author=partnership,
        status=_status(row),
        day=row.published or row.counted,
        foot=say["foot"].format(title=row.title, version=row.version),
        blocks=tuple(found),
    )


def title(kind: ReportKind, material: Material, first_last: str) -> str:
    """What a report is called until somebody calls it otherwise."""
    named = material.parts[0].published.title if kind == ReportKind.WAVE else ""
    return str(words()["titles"][kind].format(title=named, months=first_last))


def subtitle(row: ReportRow, material: Material) -> str:
    """What it is about."""
    if row.kind != ReportKind.WAVE:
        return str(words()["subtitles"][row.kind])
    published = material.parts[0].published
    audience = words()["audiences"][published.audience]
    return str(words()["subtitles"][row.kind].format(audience=audience, survey=published.survey))


def to_draw(kind: str, material: Material) -> list[Pictured]:
    """The charts that its paper shows, under their names."""
    pools = [
        one for place, pool in enumerate(material.pools, 1) for one in pictured(f"a{place}", questions(pool))
    ]
    if kind in SHORT:
        return pools if kind == ReportKind.YEAR else []
    own = [one for place, part in enumerate(material.parts, 1) for one in _of_part(f"w{place}", part)]
    beside = enumerate(material.practitioners, 1)
    theirs = [one for place, part in beside for one in _of_part(f"p{place}", part)]
    return [*own, *pools, *theirs]


def _of_part(where: str, part: Part) -> list[Pictured]:
    return pictured(where, questions(part.published)) if part.published.answered is not None else []


def _blocks(row: ReportRow, material: Material) -> Iterator[Block]:
    yield from front(row, material)
    yield blocks.PageBreak()
    if row.kind == ReportKind.SCRUTINY:
        yield from scrutiny.pack(material)
    elif row.kind == ReportKind.YEAR:
        yield from _year(material)
    else:
        yield from _waves(material)
    # What its sums put together, no line of a single wave takes apart again.
    yield from method(material, settings=row.kind != ReportKind.SCRUTINY)
    yield from protected(material, row.counted)
    if row.kind not in SHORT:
        yield from answers.annex([*(part.published for part in material.every_part), *material.pools])


def _waves(material: Material) -> Iterator[Block]:
    for place, part in enumerate(material.parts, 1):
        yield from answers.wave(f"w{place}", part, alone=len(material.parts) == 1)
    yield from _pools(material)
    yield from answers.comments(material.every_part)
    yield from voices.practitioners(material)
    yield from voices.actions(material.actions)


def _year(material: Material) -> Iterator[Block]:
    """What each group said in a few sentences, all waves of a survey together, and the year's actions."""
    yield blocks.Heading(text=words()["year"]["heading"])
    for part in material.every_part:
        yield blocks.Heading(text=part.published.title, level=3)
        yield blocks.Paragraph(text=answers.held(part.published), quiet=True)
        told = tuple(one.conclusion for one in charts(questions(part.published)))
        if told:
            yield blocks.Bullets(items=told)
        elif part.published.answered is None:
            yield blocks.Paragraph(text=short(part.published))
        else:
            yield blocks.Paragraph(text=words()["answers"]["no_chart"])
    yield from _pools(material)
    yield from answers.comments(material.every_part)
    yield from voices.actions(material.actions)
    yield from voices.standing(material.actions)


def _pools(material: Material) -> Iterator[Block]:
    if not material.pools:
        return
    yield blocks.Heading(text=words()["year"]["pools"])
    for place, pool in enumerate(material.pools, 1):
        yield blocks.Heading(text=pool.title, level=3)
        yield blocks.Paragraph(text=answers.held(pool), quiet=True)
        yield from answers.body(f"a{place}", pool)


def _with_picture(block: Block, figures: Mapping[str, FigureRow]) -> Block:
    if not isinstance(block, blocks.Figure):
        return block
    picture = figures[block.name]
    return block.model_copy(update={"svg": picture.svg, "png": picture.png})


def _status(row: ReportRow) -> str:
    say = words()
    if row.state != ReportState.PUBLISHED or row.published is None:
        return str(say["draft"])
    told = say["version"].format(version=row.version, day=said(row.published))
    return f"{told}. {say['replaces'].format(version=row.version - 1)}" if row.version > 1 else str(told)
