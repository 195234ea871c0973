"""What a comment may be about, by the stems of a code-book."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.themes import CodeBook, Theme, themes

BOOK = CodeBook(
    {
        "bus": Theme("Buses", frozenset({"bus", "buses", "bus_stop*"})),
        "bullying": Theme("Bullying", frozenset({"bulli*", "bully*"})),
        "talk": Theme("Talking", frozenset({"talk_to_some*"})),
    }
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I got BULLIED on the bus", ["bus", "bullying"]),
        ("The bus-stops are dark", ["bus"]),
        ("Somebody to talk. Somebody listens", ["talk"]),
        ("talk to somebody", []),
        ("We talk to someone", []),
        ("a busy street", []),
        ("[name] hates me", []),
        ("", []),
    ],
)
def test_stems_suggest_themes(words: str, expected: list[str]) -> None:
    book = CodeBook({**BOOK.themes, "talk": Theme("Talking", frozenset({"talk_some*"}))})
    assert book.suggest(words) == expected


def test_words_of_a_stem_stand_one_after_the_other() -> None:
    assert BOOK.suggest("I talk to somebody") == ["talk"]
    assert BOOK.suggest("I talk to my dog about somebody") == []


@given(st.text())
def test_any_text_is_about_themes_of_the_book_in_its_order(text: str) -> None:
    found = BOOK.suggest(text)
    assert found == [key for key in BOOK.themes if key in found]


def test_the_book_that_comes_with_the_program_is_well_formed() -> None:
    book = themes()
    assert len(book) > 10
    assert all(theme.name and theme.stems for theme in book.values())
    odd = [
        stem
        for theme in book.values()
        for stem in theme.stems
        if not re.fullmatch(r"[a-z]+(_[a-z]+)*\*?|[a-z]+\*(_[a-z]+\*?)+", stem)
    ]
    assert odd == []
    assert len({theme.name for theme in book.values()}) == len(book)


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        ("The bus is full", "travelling"),
        ("Nobody listens to us", "listening"),
        ("I do not know who to ring", "help"),
        ("We waited too long for a call back", "waiting"),
        ("People post mean things in the group chat", "online"),
    ],
)
def test_the_book_knows_what_young_people_and_parents_write(words: str, theme: str) -> None:
    assert theme in CodeBook(themes()).suggest(words)
