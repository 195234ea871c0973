"""Expressions mean what they mean in other XLSForm tools."""

import pytest

from surveys.xpath import Document

KEYS = ["seven", "blank", "words", "several"]
ANSWERS = Document(KEYS, {"seven": 7, "words": "ab", "several": ["x", "yy"]})


@pytest.mark.parametrize(
    "expression",
    [
        "${seven} = 7",
        "${ seven } = '7'",
        "not(${seven} != 7)",
        "${seven} < 10 and 10 > ${seven}",
        "${seven} + 1 > 7.5",
        "${seven} mod 2 = 1",
        "${blank} = ''",
        "not(${blank} = 0) and not(${blank} >= 0) and not(${blank} < 0)",
        "not(${words} > 1)",
        "starts-with(${words}, 'a') and string-length(${words}) = 2",
        "selected(${several}, 'yy') and not(selected(${several}, 'y'))",
        "selected(${words}, 'ab')",
        "not(selected(${blank}, '')) and not(selected(${blank}, 'x'))",
        "count-selected(${several}) = 2 and count-selected(${blank}) = 0",
        "count-selected(${several}) > count-selected(${words})",
        "${seven} = 7 or ${blank} = 'x' and ${words} = 'y'",
        "(${seven} = 7) = true()",
    ],
)
def test_an_expression_that_holds(expression: str) -> None:
    assert ANSWERS.fault(expression, "seven") is None
    assert ANSWERS.holds(expression)
    assert not ANSWERS.holds(f"not({expression})")


def test_a_dot_is_the_question_itself() -> None:
    assert ANSWERS.holds(". > 5", own="seven")
    assert not ANSWERS.holds(". > 5", own="blank")
