"""Ways to ring, pages of ours and notes to copy, as every page draws them."""

from collections.abc import Sequence

import pytest

from api.conversation.contracts import Link
from api.pages.environment import create_pages

HOME = "https://heard.example"
RING = Link(label="Ring MASH, 024 7678 8555", url="tel:+442476788555")
OURS = Link(label="One page to print", url=f"{HOME}/summary?flag=none")
ABROAD = Link(label="The policy", url="https://partnership.example/policy")


def ways(links: Sequence[Link], home: str = HOME) -> str:
    macros = create_pages(partnership="Example Partnership", home=home).env.get_template("heard.html").module
    return str(macros.ways(links))  # type: ignore[attr-defined]


def test_a_number_to_ring_stands_apart_from_pages_and_can_be_read() -> None:
    calls, pages = ways([RING, OURS]).split("</ul>")[:2]
    assert 'href="tel:+442476788555"' in calls and "024 7678 8555" in calls
    assert "tel:" not in pages and "One page to print" in pages


def test_a_page_of_ours_opens_from_wherever_we_were_reached() -> None:
    drawn = ways([OURS])
    assert 'href="/summary?flag=none"' in drawn
    assert "website" not in drawn


@pytest.mark.parametrize(("link", "home"), [(ABROAD, HOME), (ABROAD, ""), (OURS, "https://heard.exampl")])
def test_another_website_is_called_one_and_learns_nothing(link: Link, home: str) -> None:
    drawn = ways([link], home)
    assert f'href="{link.url}" rel="noreferrer"' in drawn
    assert f"{link.label} (website)" in drawn


def test_a_note_stands_in_a_box_as_it_is_and_cannot_be_sent() -> None:
    macros = create_pages(partnership="Example Partnership").env.get_template("heard.html").module
    note = "Seen: ...\n</textarea><b>Told: ..."
    drawn = str(macros.note(note))  # type: ignore[attr-defined]
    assert "readonly>\nSeen: ...\n&lt;/textarea&gt;&lt;b&gt;Told: ...</textarea>" in drawn
    assert "name=" not in drawn
    assert str(macros.note(None)).strip() == ""  # type: ignore[attr-defined]
