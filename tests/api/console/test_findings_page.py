"""Protected numbers as the page of a wave shows them."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest

from api.console import TEMPLATES
from api.findings.protection import Counted, protect, signposts
from api.findings.published import Published, Table
from api.findings.words import words
from api.pages.environment import create_pages

WHY = "No shares here: too few people answered. Shares need about 35 answers."


def page(*counts: int, cards: Table | None = None) -> str:
    named = {str(place): count for place, count in enumerate(counts)}
    answers = [(value, value) for value in named]
    table = protect(Counted("q", "How safe?", answers, False, None, sum(counts), named))
    published = Published(
        id=UUID(int=0),
        number=1,
        taken=date(2026, 11, 22),
        final=True,
        title="Young people",
        audience="young_person",
        survey="Your Voice Matters",
        version="1",
        first_week=None,
        last_week=None,
        asked=None,
        answered=None,
        tables=(table,),
        tone=(),
        signposts=cards,
    )
    drawn = create_pages([TEMPLATES], partnership="Example Partnership").env
    return drawn.get_template("console/findings.html").render(
        findings=published,
        papers=False,
        wave=SimpleNamespace(id=UUID(int=0)),
        about_signposts=words()["signposts"],
    )


@pytest.mark.parametrize(("counts", "said"), [((14, 11), True), ((60, 40), False), ((97, 2), False)])
def test_a_table_without_shares_says_why(counts: tuple[int, ...], said: bool) -> None:
    assert (WHY in page(*counts)) is said


def test_how_often_help_was_shown_stands_there_with_what_it_is_not() -> None:
    counted = Counted(
        "cards", "Where to get help was shown", [("asked", "Asked")], True, None, 63, {"asked": 21}
    )
    said = page(60, 40, cards=signposts(counted, None))
    assert "Where to get help was shown" in said
    assert "not how many children are harmed" in said
    assert (">20<" in said, "33" in said, "63" in said, "21" in said) == (True, True, False, False)
