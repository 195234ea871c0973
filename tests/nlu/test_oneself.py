"""A practitioner who speaks of themselves is told from one who tells of a child."""

import pytest

from nlu.oneself import is_of_oneself


@pytest.mark.parametrize(
    "words",
    [
        "My partner hits me",
        "my husband has threatened the kids",
        "it's me, i need help",
        "It’s happening to me",
        "he is violent to me when he drinks",
        "I'm being stalked by a parent",
        "i have been assaulted at work",
        "IM SCARED of him",
        "I am a victim of abuse, who can I call",
        "I can't cope",
        "I hurt myself",
    ],
)
def test_words_about_oneself(words: str) -> None:
    assert is_of_oneself(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "a child told me she is being hit",
        "a mother came to me, her partner hits her",
        "what do I do if a pupil is suicidal",
        "he cut himself and showed me",
        "her husband is abusive to her",
        "I am a teacher and a boy in my class has been hurt",
        "I was told that he is groomed online",
    ],
)
def test_words_about_somebody_else(words: str) -> None:
    assert not is_of_oneself(words)
