"""Two levels in a question."""

import pytest

from actions import levels


@pytest.mark.parametrize(
    ("words", "pair"),
    [
        ("difference between level 2 and level 3", "2-3"),
        ("diff betwen lvl 2 and 3", "2-3"),
        ("level 3 vs level 4", "3-4"),
        ("levels 3 & 2", "2-3"),
        ("tier two versus tier three", "2-3"),
        ("Level 1 or a level 4?", "1-4"),
        ("what is level 2", None),
        ("levels 1, 2 and 3 and level 3 and 4", None),
        ("level 2 and level 2", None),
        ("level 2 and 5 children", None),
        ("stage 1a and 1b", None),
        ("the four levels", None),
    ],
)
def test_two_levels_are_read(words: str, pair: str | None) -> None:
    assert levels.two(words) == pair
