"""The child's side: `python -m api.papers print|draw|check|example`, material in, what was made of it out."""

import json
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from unicodedata import category

from api.letters import printable
from api.papers.blocks import Block, Paper, Quote
from api.papers.printing import CHARTS, DRAWN, Drawn, Order

TEMPLATE = Path(__file__).with_name("paper.typ")


def print_paper(material: bytes) -> bytes:
    """An order in, a tagged PDF or a file for Word out."""
    order = Order.model_validate_json(material)
    at = datetime.combine(order.paper.day, time(), UTC)
    if order.kind == "pdf":
        from api import press

        # Typst draws the SVG: the other pictures need not go through its memory.
        facts = legible(order.paper).model_dump(mode="json", exclude={"blocks": {"__all__": {"png"}}})
        return press.typeset(TEMPLATE, facts, at)
    from api.papers import word

    return word.body(order.paper, at, order.letterhead)


def legible(paper: Paper) -> Paper:
    """The same paper, with other words for quotes of which letters would be lost."""
    return paper.model_copy(update={"blocks": tuple(map(_legible, paper.blocks))})


def _legible(block: Block) -> Block:
    if not isinstance(block, Quote) or not block.otherwise:
        return block
    both = zip(block.words, printable(block.words), strict=True)
    # A picture among the letters (an emoji) is no language: its question mark takes little away.
    lost = any(letter != shown and category(letter)[0] in "LM" for letter, shown in both)
    return block.model_copy(update={"words": block.otherwise}) if lost else block


def draw(material: bytes) -> bytes:
    """Charts in, their pictures out."""
    from api.findings import chart

    pictures = [chart.pictures(one) for one in CHARTS.validate_json(material)]
    return DRAWN.dump_json([Drawn(svg=svg.decode(), png=png) for svg, png in pictures])


def check(material: bytes) -> bytes:
    """A file in; the name of what is wrong with it as a letterhead out, or nothing."""
    from api.papers import letterhead

    try:
        letterhead.check(material)
    except letterhead.NotALetterhead as fault:
        return str(fault).encode()
    return b""


def example(material: bytes) -> bytes:
    """Words in, a letterhead that holds every mark out."""
    from api.papers import letterhead

    return letterhead.example(json.loads(material))


if __name__ == "__main__":
    jobs = {"print": print_paper, "draw": draw, "check": check, "example": example}
    sys.stdout.buffer.write(jobs[sys.argv[1]](sys.stdin.buffer.read()))
