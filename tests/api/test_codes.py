"""Codes that people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import codes


@given(st.sampled_from([codes.WAVE_LENGTH, codes.INVITATION_LENGTH]))
def test_a_code_is_known_however_it_is_typed(length: int) -> None:
    code = codes.make(length)
    assert codes.looks_like_code(code)
    assert codes.tidy(f" {codes.spaced(code).lower()} ") == code
    assert codes.looks_like_code(codes.spaced(code).replace("-", "–"))


@pytest.mark.parametrize(
    "words", ["question", "who is the LADO?", "12345678", "024 7678 8555", "", "CV1 2AB", "help me"]
)
def test_ordinary_words_and_numbers_are_no_codes(words: str) -> None:
    assert not codes.looks_like_code(words)
