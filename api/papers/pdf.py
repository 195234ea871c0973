"""A paper as a tagged PDF (PDF/UA-1), set by Typst."""

from datetime import datetime
from pathlib import Path

from api import press
from api.letters import loses
from api.papers.blocks import Block, Paper, Quote

TEMPLATE = Path(__file__).with_name("paper.typ")


def body(paper: Paper, at: datetime) -> bytes:
    """The file; the same paper and moment give the same bytes. To be called in a child: Typst is heavy."""
    # Typst draws the SVG: the other pictures need not go through its memory.
    facts = legible(paper).model_dump(mode="json", exclude={"blocks": {"__all__": {"png"}}})
    return press.typeset(TEMPLATE, facts, at)


def legible(paper: Paper) -> Paper:
    """The same paper, with other words for quotes of which letters would be lost."""
    return paper.model_copy(update={"blocks": tuple(map(_legible, paper.blocks))})


def _legible(block: Block) -> Block:
    if isinstance(block, Quote) and block.otherwise and loses(block.words):
        return block.model_copy(update={"words": block.otherwise})
    return block
