"""What practitioners write, and which answer of the threshold check it is taken for."""

import pytest

from actions import reading


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("she has a social worker", "worker"),
        ("he's on a CIN plan", "worker"),
        ("already on a CP plan", "worker"),
        ("subject to child protection", "worker"),
        ("open to social care", "worker"),
        ("Children's Services are already involved", "worker"),
        ("looked after, sw involved", "worker"),
        ("EHA in place since spring", "plan"),
        ("there is a TAF", "plan"),
        ("team around the family meets monthly", "plan"),
        ("they have early help", "plan"),
        ("no social worker but there's an EHA", "plan"),
        ("no social worker", "universal"),
        ("nothing else in place", "universal"),
        ("not known to social care", "universal"),
        ("only school involved", "universal"),
        ("don't know if there is a social worker", "unsure"),
        ("does she need a social worker", None),
        ("I am a social worker", None),
        ("had early help but it closed", None),
        ("was on a CP plan", None),
        ("should it be a child protection plan", None),
        ("mum refused early help", None),
        ("he has an EHCP", None),
        ("hungry most days", None),
    ],
)
def test_what_is_in_place(words: str, code: str | None) -> None:
    assert reading.code("in_place", words) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("mum has agreed", "agrees"),
        ("parents are happy with a referral", "agrees"),
        ("I have consent", "agrees"),
        ("the family agrees to early help", "agrees"),
        ("mum refuses", "refuses"),
        ("dad is refusing consent", "refuses"),
        ("mum won't agree", "refuses"),
        ("parents declined support", "refuses"),
        ("they said no to early help", "refuses"),
        ("parents don't know yet", "unasked"),
        ("we haven't spoken to mum", "unasked"),
        ("family has not been told", "unasked"),
        ("asking dad would put him at risk", "unsafe"),
        ("not safe to ask the parents", "unsafe"),
        ("mum has not agreed", None),
        ("she refuses school", None),
        ("dad refuses to go to school meetings", None),
        ("do I need consent", None),
        ("what if mum agrees", None),
        ("hungry most days", None),
    ],
)
def test_what_the_family_says(words: str, code: str | None) -> None:
    assert reading.code("consent", words) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("third time this month", "many"),
        ("the 4th referral", "many"),
        ("reported three times", "many"),
        ("several referrals before", "many"),
        ("it keeps happening", "many"),
        ("dirty again", "some"),
        ("reported twice", "some"),
        ("there were previous concerns", "some"),
        ("raised before", "some"),
        ("not the first time", "some"),
        ("first time I have seen this", "first"),
        ("no previous concerns", "first"),
        ("never worried before", "first"),
        ("don't know if there were concerns before", "unknown"),
        ("late 3 times a week", None),
        ("hungry most days", None),
    ],
)
def test_earlier_worries(words: str, code: str | None) -> None:
    assert reading.code("earlier", words) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("she is in immediate danger", "danger-now"),
        ("he's being hurt", "danger-now"),
        ("bruise on a baby", "baby-injury"),
        ("the baby has a small mark on her leg", "baby-injury"),
        ("she told me yesterday", "disclosure"),
        ("FGM", "fgm"),
        ("yes it's a teacher", "staff"),
        ("he works with children", "staff"),
        ("still missing", "missing-now"),
        ("no it is not a teacher", None),
        ("not in danger", None),
        ("not missing", None),
        ("no", None),
        ("nothing like that", None),
    ],
)
def test_red_flags_and_their_denial(words: str, code: str | None) -> None:
    assert reading.code("red_flag", words) == code


@pytest.mark.parametrize(
    ("question", "words", "code"),
    [
        ("in_place", "no", "universal"),
        ("in_place", "Nothing.", "universal"),
        ("in_place", "just school", "universal"),
        ("in_place", "not sure", "unsure"),
        ("in_place", "no idea", "unsure"),
        ("in_place", "CIN", "worker"),
        ("in_place", "early help", "plan"),
        ("in_place", "blue", None),
        ("consent", "yes", "agrees"),
        ("consent", "they both agree", "agrees"),
        ("consent", "not yet", "unasked"),
        ("consent", "no they don't agree", "refuses"),
        ("consent", "it would put her at risk", "unsafe"),
        ("consent", "no", None),
        ("earlier", "no", "first"),
        ("earlier", "first one", "first"),
        ("earlier", "twice", "some"),
        ("earlier", "4", "many"),
        ("earlier", "don't know", "unknown"),
        ("earlier", "yes", None),
    ],
)
def test_short_words_are_an_answer_to_the_question_alone(question: str, words: str, code: str | None) -> None:
    assert reading.code(question, words, asked=True) == code


def test_short_words_in_a_message_about_something_else_are_none() -> None:
    for question in ("in_place", "consent", "earlier", "red_flag"):
        assert reading.code(question, "no") is None
        assert reading.code(question, "yes") is None


@pytest.mark.parametrize(
    ("words", "domains"),
    [
        ("parenting", ["parenting"]),
        ("the child's development", ["child"]),
        ("housing and money", ["family"]),
        ("parenting and housing", ["parenting", "family"]),
        ("all of them", ["child", "parenting", "family"]),
        ("blue", []),
    ],
)
def test_parts_of_a_childs_life(words: str, domains: list[str]) -> None:
    assert reading.codes("domains", words) == domains
