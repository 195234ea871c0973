"""Long lists by link: what an address asks for, and where its links lead."""

import re
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from api.console import listing
from api.console.listing import Asked, Filter
from api.db import transaction
from api.members.tables import MemberRow
from tests.api.console.conftest import Browser
from tests.api.console.test_people import names

SORTS = ("name", "-joined")


def asked(query: str = "", **filters: Filter) -> Asked:
    scope = {"type": "http", "path": "/list", "query_string": query.encode(), "headers": []}
    return listing.read(Request(scope), SORTS, filters)


def many(engine: Engine, count: int) -> None:
    """Members with numbers for names."""
    with transaction(engine) as session:
        session.add_all(
            MemberRow(name=f"Nr {number:05}", agency="Example School", joined=date(2026, 1, 1))
            for number in range(1, count + 1)
        )


@given(st.dictionaries(st.sampled_from(["search", "sort", "page", "state", "shoe"]), st.text(max_size=200)))
def test_no_address_asks_for_what_is_not_there(query: dict[str, str]) -> None:
    found = asked(urlencode(query), state=Filter({"open", "shut"}, "open"))
    shown = found.of(120)
    assert found["state"] in ("", "open", "shut")
    assert shown.part.order in ("name", "joined")
    assert 1 <= shown.number <= 3
    assert 0 <= shown.part.offset < 120
    # Whoever follows a link from there stays in the same list.
    for address in (shown.address(number=2), shown.turned("joined")):
        again = asked(urlsplit(address).query, state=Filter({"open", "shut"}, "open"))
        assert (again.search, again["state"]) == (found.search, found["state"])


def test_what_is_usual_stands_in_no_address() -> None:
    plain = asked(state=Filter({"open", "shut"}, "open")).of(10)
    assert plain.address() == "/list"
    assert not plain.narrowed
    everything = asked("state=&search=a+b%26c", state=Filter({"open", "shut"}, "open")).of(10)
    assert parse_qs(urlsplit(everything.address()).query, keep_blank_values=True) == {
        "state": [""],
        "search": ["a b&c"],
    }
    assert everything.narrowed
    assert everything.to_begin_with == "/list"


def test_a_heading_turns_its_column_and_begins_others_from_their_usual_end() -> None:
    shown = asked("search=x&page=3").of(500)
    assert (shown.way("name"), shown.way("joined")) == ("ascending", None)
    assert shown.turned("name") == "/list?search=x&sort=-name"
    assert shown.turned("joined") == "/list?search=x&sort=-joined"
    turned = asked("sort=-joined").of(500)
    assert (turned.way("name"), turned.way("joined")) == (None, "descending")
    assert turned.turned("joined") == "/list?sort=joined"
    assert turned.turned("name") == "/list"


def test_pages_are_named_by_their_ends_and_the_ones_beside() -> None:
    def numbers(page: int, total: int) -> list[int | None]:
        return list(asked(f"page={page}").of(total).numbers)

    assert numbers(1, 0) == [1]
    assert numbers(1, 51) == [1, 2]
    assert numbers(3, 250) == [1, 2, 3, 4, 5]
    assert numbers(1, 10_000) == [1, 2, None, 200]
    assert numbers(100, 10_000) == [1, None, 99, 100, 101, None, 200]
    assert numbers(999, 10_000) == [1, None, 199, 200]


async def test_a_long_list_is_read_page_by_page_and_nobody_stands_on_two(
    unit: Browser, stocked: Engine
) -> None:
    many(stocked, 120)
    seen: list[str] = []
    for number in (1, 2, 3):
        page = await unit.get(f"/console/members?sort=agency&page={number}")
        assert f"(page {number} of 3) - Heard console</title>" in page.text
        seen += names(page.text)
    assert "Showing 101 to 120 of 120 members" in page.text
    assert seen == [f"Nr {number:05}" for number in range(1, 121)]
    assert names((await unit.get("/console/members?page=99&sort=agency")).text) == seen[100:]


async def test_headings_say_how_the_list_is_sorted(unit: Browser, stocked: Engine) -> None:
    many(stocked, 2)
    page = (await unit.get("/console/members?sort=-name&search=Nr")).text
    [heading] = re.findall(r'<th[^>]*aria-sort="descending"[^>]*>.*?</th>', page)
    assert "Name" in heading
    assert 'href="/console/members?search=Nr"' in heading  # from the first again, as the list begins
    assert 'name="sort" value="-name"' in page  # the form keeps the order
    assert names(page) == ["Nr 00002", "Nr 00001"]
    assert "2 found" in page
