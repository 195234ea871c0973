"""A threshold check as the query of an address: codes alone, and nothing that is none."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.guidance.check import Check
from api.guidance.model import Age, Consent, Domain, Earlier, InPlace

KEYS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)


def perhaps(codes: object) -> st.SearchStrategy[object]:
    return st.none() | st.sampled_from(get_args(codes))


CHECKS = st.builds(
    Check,
    red_flag=st.none() | st.just("none") | KEYS,
    age=perhaps(Age),
    domains=st.sets(st.sampled_from(get_args(Domain))).map(
        lambda some: tuple(domain for domain in get_args(Domain) if domain in some)
    ),
    signs=st.none() | st.lists(KEYS, max_size=9, unique=True).map(tuple),
    in_place=perhaps(InPlace),
    consent=perhaps(Consent),
    earlier=perhaps(Earlier),
)


@given(CHECKS)
def test_what_is_written_is_read_again(check: Check) -> None:
    assert Check.read(check.to_query()) == check


@given(st.builds(Check, signs=st.lists(KEYS, min_size=10, max_size=60, unique=True).map(tuple)))
def test_it_stays_short_and_keeps_the_first_signs_whole(check: Check) -> None:
    query = check.to_query()
    assert len(query) <= 400
    kept, signs = Check.read(query).signs, check.signs
    assert kept and signs and kept == signs[: len(kept)]


@given(st.text())
def test_anything_else_is_dropped(query: str) -> None:
    check = Check.read(query)
    assert Check.read(check.to_query()) == check


@pytest.mark.parametrize(
    "query",
    [
        "age=7",
        "age=5-10&age=Zebedee",
        "in_place=Zebedee Quillfeather",
        "consent=yes&earlier=9",
        "red_flag=Zebedee Quillfeather&domains=Zebedee",
        "name=Zebedee&school=Hill",
    ],
)
def test_words_are_no_codes(query: str) -> None:
    assert Check.read(query) == Check()


def test_signs_that_are_words_are_dropped_and_none_is_kept_apart_from_not_asked() -> None:
    assert Check.read("signs=attendance.Zebedee Quillfeather.food").signs == ("attendance", "food")
    assert Check.read("signs=").signs == ()
    assert Check.read("").signs is None
