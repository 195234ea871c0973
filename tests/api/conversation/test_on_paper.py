"""A finished threshold check leads to the pages that print it, and no other reply does."""

from api.conversation.contracts import Link, Reply
from api.conversation.replies import on_paper

QUERY = "flag=none&age=5-10&signs=often-hungry"
RING = Link(label="Ring MASH, 024 7678 8555", url="tel:+442476788555")


def test_a_finished_check_leads_to_its_page_and_its_paper() -> None:
    said = on_paper(Reply(text="Level 2.", check=QUERY, links=[RING]), "https://heard.example/")
    assert said.links[0] == RING
    assert [link.url for link in said.links[1:]] == [
        f"https://heard.example/summary?{QUERY}",
        f"https://heard.example/summary.pdf?{QUERY}",
    ]


def test_what_is_no_finished_check_stays_as_it_is() -> None:
    plain = Reply(text="Ring MASH.", links=[RING])
    assert on_paper(plain, "https://heard.example") == plain
