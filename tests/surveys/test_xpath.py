"""Expressions mean what they mean in other XLSForm tools, and what has no place in a survey is named."""

import pytest
from elementpath import XPath1Parser, XPathContext

from surveys import xpath
from surveys.model import Calculation, Choice
from surveys.xpath import Document

CALCULATED = {
    "eight": Calculation("eight", "${seven} + 1"),
    "half": Calculation("half", "${seven} div 2"),
    "band": Calculation("band", "if(${eight} > 3, 'high', 'low')"),
    "nothing": Calculation("nothing", "${words} * 2"),
    "so": Calculation("so", "1 = 1"),
    "closed": Calculation("closed", "'seen'", relevant="${seven} > 9"),
}
ANSWERS = Document(CALCULATED, {"seven": 7, "words": "ab", "several": ["x", "yy"], "a-b.c": 3})


@pytest.mark.parametrize(
    "expression",
    [
        "${seven} = 7",
        "${ seven } = '7'",
        "not(${seven} != 7)",
        "${seven} < 10 and 10 > ${seven}",
        "${seven} + 1 > 7.5",
        "${seven} mod 2 = 1",
        "-${seven} = -7",
        "${a-b.c} - 1 = 2",
        "${a-b.c}-1=2",
        "${blank} = ''",
        "not(${blank} = 0) and not(${blank} >= 0) and not(${blank} < 0)",
        "not(${blank} + 1 > 0) and not(-${blank} = 0)",
        "not(${words} > 1)",
        "not('1_0' = 10) and not('٣' = 3)",
        "boolean(${words}) and not(${blank})",
        "starts-with(${words}, 'a') and ends-with(${words}, 'b') and string-length(${words}) = 2",
        "contains(${words}, 'b') and concat(${seven}, 1) = '71'",
        "selected(${several}, 'yy') and not(selected(${several}, 'y'))",
        "selected(${words}, 'ab')",
        "not(selected(${blank}, '')) and not(selected(${blank}, 'x'))",
        "count-selected(${several}) = 2 and count-selected(${blank}) = 0",
        "count-selected(${several}) > count-selected(${words})",
        "selected-at(${several}, 1) = 'yy'",
        "selected-at(${several}, 2) = '' and selected-at(${several}, -1) = ''",
        "selected-at(${words}, 'z') = ''",
        "if(${seven} > 3, 'a', 'b') = 'a' and if(${blank}, 1, 2) = 2",
        "coalesce(${blank}, 'x') = 'x' and coalesce(${words}, 'x') = 'ab'",
        "regex(${words}, '[a-z]{2}') and not(regex(${words}, 'a'))",
        "int(2.7) = 2 and int(-2.7) = -2 and abs(-3) = 3",
        "round(2.5) = 3 and round(-2.5) = -2 and round(2.345, 1) = 2.3",
        "number(${seven}) = 7 and floor(7.9) = 7 and ceiling(7.1) = 8",
        "min(3, ${seven}) = 3 and max(1, ${seven}, 2) = 7 and not(max(1, ${words}) > 0)",
        "${seven} = 7 or ${blank} = 'x' and ${words} = 'y'",
        "(${seven} = 7) = true()",
    ],
)
def test_an_expression_that_holds(expression: str) -> None:
    assert xpath.fault(expression) is None
    assert ANSWERS.holds(expression)
    assert not ANSWERS.holds(f"not({expression})")


@pytest.mark.parametrize(
    ("key", "value"),
    [("eight", "8"), ("half", "3.5"), ("band", "high"), ("nothing", ""), ("so", "true"), ("closed", "")],
)
def test_what_is_calculated_can_be_compared(key: str, value: str) -> None:
    assert ANSWERS.holds(f"${{{key}}} = '{value}'")


def test_a_dot_is_the_question_itself() -> None:
    assert xpath.fault(". > 5", own=True) is None
    assert ANSWERS.holds(". > 5", own="seven")
    assert not ANSWERS.holds(". > 5", own="blank")


def test_a_choice_filter_names_columns_of_the_choices_sheet() -> None:
    school = Choice("school", {}, attributes={"place": "ab"})
    assert xpath.fault("place = ${words} and name != 'x'", columns=True) is None
    assert xpath.columns("place = ${words} and name != 'x'") == {"place", "name"}
    assert ANSWERS.leaves("place = ${words} and name != 'x'", school)
    assert not ANSWERS.leaves("place != ${words}", school)
    assert not ANSWERS.leaves("place = ${words}", Choice("bus", {}))


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("today() > 1", "today() is not supported"),
        ("now()", "now() is not supported"),
        ("random() > 0.5 or once('x') = 'x'", "once(), random() is not supported"),
        ("pulldata('a', 'b', 'c', ${seven}) = 1", "pulldata()"),
        ("jr:choice-name(${seven}, 'x') = 'y'", "jr:choice-name()"),
        ("uuid() = position()", "position(), uuid()"),
        ("count(${several}) = 2", "count()"),
        ("current()/.", "current()"),
        ("/data/seven = 7", "“/”"),
        ("../seven = 7", "“/”"),
        ("${several}[1]", "“[”"),
        ("@seven = 7", "“@”"),
        ("* = 7", "“*”"),
        ("${seven} | ${words}", "“|”"),
        ("seven = 7", "names seven"),
        (". = 7", "only a constraint"),
        ("'${seven}' = 7", "inside quotes"),
        ("$seven = 7", "without {...}"),
        ("${seven", "cannot be evaluated"),
        ("${seven} = ", "cannot be evaluated"),
        ("selected(${seven})", "cannot be evaluated"),
        ("-" * 900 + "1", "nested too deeply"),
        ("1 or " * 300 + "1", "longer than 1000"),
        ("regex(${words}, ${seven})", "in quotes"),
        ("regex(${words}, '(')", "cannot be evaluated"),
        ("regex(${words}, '(a|aa)+')", "takes too long"),
    ],
)
def test_what_has_no_place_in_a_survey_is_named(expression: str, named: str) -> None:
    assert named in (xpath.fault(expression) or "no fault")


def test_what_looks_like_a_function_or_a_path_in_quotes_is_words() -> None:
    assert xpath.fault("${words} = 'today() /data $x'") is None


def test_what_cannot_be_evaluated_asks_rather_than_hides() -> None:
    assert ANSWERS.holds("translate(${words})")


def test_other_users_of_the_library_keep_their_xpath() -> None:
    theirs = XPath1Parser().parse("round('2.5') = 3")
    assert theirs.evaluate(XPathContext(None, item="")) is True
    with pytest.raises(Exception, match="round"):
        XPath1Parser().parse("round(2.345, 1)")
