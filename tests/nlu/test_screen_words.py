"""Normalisation, and the screen against any text at all."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.screen import load, normalise, screen

WORDS = sorted(load().vocabulary.words())
messages = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from([*WORDS, "don't", "sooo", "n0", "...", "!", "the", "no", "one"]), max_size=30
    ).map(" ".join),
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("I'M   SCARED", "im scared"),
        ("it\u2019s sooooo baaaad", "its so bad"),
        ("my step dad", "my stepdad"),
        ("kill my self", "kill myself"),
        ("self-harm", "selfharm"),
        ("suicde", "suicide"),
        ("threatend", "threatened"),
        ("boję się", "boje sie"),
    ],
)
def test_ways_of_writing_become_one(written: str, plain: str) -> None:
    assert normalise(written) == plain


@pytest.mark.parametrize(
    "word", ["named", "starting", "amusing", "career", "stared", "violet", "swapped", "bill"]
)
def test_a_right_word_is_not_taken_for_a_word_of_harm(word: str) -> None:
    assert normalise(word) == word


@given(messages)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(messages)
def test_the_screen_answers_any_text(text: str) -> None:
    verdict = screen(text)
    assert verdict is None or re.fullmatch(r"[a-z-]+", verdict.family or verdict.tier)


@given(st.sampled_from(["ok. ", "I like school. ", "\n", "🙂 "]), st.integers(0, 60))
def test_what_comes_before_does_not_hide_harm(before: str, times: int) -> None:
    assert screen(before * times + "my dad hits me") is not None
