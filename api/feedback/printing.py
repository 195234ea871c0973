"""A highlight report as a PDF or a file for Word: its words and numbers as the blocks of a paper."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from api.feedback.paper import Numbers, Paper, Raised
from api.papers import blocks, printing
from api.papers.printing import Kind


def printed(kind: Kind, paper: Paper) -> bytes:
    """The same words and numbers as on the page. Raises Unavailable."""
    made = blocks.Paper(
        title=paper.title,
        subtitle=paper.subtitle,
        band=paper.band,
        author=paper.author,
        status=paper.status,
        day=date(*paper.day),
        foot=paper.foot,
        blocks=tuple(_blocks(paper)),
    )
    return printing.printed(kind, made)


def _blocks(paper: Paper) -> Iterator[blocks.Block]:
    say = paper.words
    if paper.opening:
        yield blocks.Heading(text=say["opening"])
        yield blocks.Paragraph(text=paper.opening)
    yield blocks.Heading(text=say["raised"])
    yield from _issues(paper.raised, say)
    if not paper.raised:
        yield blocks.Paragraph(text=say["raised_none"])
    if paper.earlier:
        yield blocks.Heading(text=say["earlier"])
        yield from _issues(paper.earlier, say)
    yield blocks.Heading(text=say["numbers"])
    yield blocks.Paragraph(text=paper.counted)
    for numbers in paper.numbers:
        yield from _numbers(numbers, say)
    yield blocks.Heading(text=say["protected"])
    yield blocks.Bullets(items=paper.rules)


def _issues(raised: Sequence[Raised], say: Mapping[str, Any]) -> Iterator[blocks.Block]:
    for place, one in enumerate(raised, 1):
        first, _, rest = one.words.partition("\n")
        yield blocks.Heading(text=say["number"].format(number=place) + first, level=3)
        if rest.strip():
            yield blocks.Paragraph(text=rest)
        if one.since:
            yield blocks.Paragraph(text=one.since, quiet=True)
        yield blocks.Named(name=say["asked"], words=one.asked)
        if one.since:
            yield blocks.Named(name=say["became"], words=one.news)


def _numbers(numbers: Numbers, say: Mapping[str, Any]) -> Iterator[blocks.Block]:
    yield blocks.Table(
        caption=numbers.title,
        note=numbers.note,
        head=(say["what"], say["number_of"], say["share"]),
        rows=tuple((line.label, line.number, line.share) for line in numbers.lines),
        alt=numbers.alt,
    )
