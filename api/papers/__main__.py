"""The child's side: `python -m api.papers print|draw|check|example`, material in, what was made of it out."""

import json
import sys
from datetime import UTC, datetime, time

from api.papers.printing import CHARTS, DRAWN, Drawn, Order


def print_paper(material: bytes) -> bytes:
    """An order in, a tagged PDF or a file for Word out."""
    order = Order.model_validate_json(material)
    at = datetime.combine(order.paper.day, time(), UTC)
    if order.kind == "pdf":
        from api.papers import pdf

        return pdf.body(order.paper, at)
    from api.papers import word

    return word.body(order.paper, at, order.letterhead)


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
