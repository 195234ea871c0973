"""Indicative tone: negation, words of the field, and what is not scored at all."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.tone import Tone, tone


@pytest.mark.parametrize(
    "words",
    [
        "I don't feel safe",
        "I dont feel safe",
        "I do not feel safe at school",
        "I never feel safe here",
        "I get bullied",
        "I am scared",
        "nobody listens to us",
        "it isn't good",
        "The bus stop is horrible and dark",
    ],
)
def test_negative(words: str) -> None:
    assert tone(words) is Tone.negative


@pytest.mark.parametrize(
    "words",
    [
        "I feel safe at school because the teachers are nice",
        "The staff were welcoming and helpful",
        "they stopped the bullying",
        "I am not scared at home",
    ],
)
def test_positive(words: str) -> None:
    assert tone(words) is Tone.positive


def test_both_together_are_mixed() -> None:
    assert tone("I feel safe at home but the park is scary") is Tone.mixed


@pytest.mark.parametrize(
    "words",
    [
        "",
        "good",
        "help me",
        "the bus goes to town",
        "czuję się bezpiecznie w szkole",
        "more staff on the corridors please",
        "could be better",
        "I would feel safer with lights",
    ],
)
def test_short_unknown_and_wished_for_is_not_scored(words: str) -> None:
    assert tone(words) is Tone.not_scored


@given(st.text())
def test_any_text_has_a_tone(text: str) -> None:
    assert tone(text) in Tone


def test_importing_the_module_does_not_load_textblob() -> None:
    program = "import sys, nlu.tone; sys.exit('textblob' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
