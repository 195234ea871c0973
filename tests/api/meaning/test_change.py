"""From one quarter to the next something is only said to have changed beyond rounding and chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.findings.protection import Counted, protect
from api.meaning.change import Change, changed
from api.meaning.contracts import Scorer, ThemeReading, ToneReading, Trust

TRUST = Trust(labels=120, textblob=0.8, vader=None, learned=None)


def tone(negative: int, base: int, within: int = 10) -> ToneReading:
    counts = {"negative": negative, "positive": base - negative}
    table = protect(Counted("words", "Words?", [(one, one) for one in counts], False, None, base, counts))
    return ToneReading(
        question="words", label="Words?", table=table, within=within, scorer=Scorer.TEXTBLOB, trust=TRUST
    )


def themes(buses: int, base: int) -> ThemeReading:
    choices = [("buses", "Buses")] if buses > 7 else []
    table = protect(Counted("words", "Words?", choices, True, None, base, {"buses": buses}))
    return ThemeReading(question="words", label="Words?", table=table)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (tone(30, 150), tone(100, 150), Change.MORE),
        (tone(100, 150), tone(30, 150), Change.LESS),
        (tone(60, 150), tone(80, 150), Change.UNCLEAR),
        (tone(30, 150, within=30), tone(100, 150, within=30), Change.UNCLEAR),
    ],
)
def test_tones(before: ToneReading, after: ToneReading, expected: Change) -> None:
    assert changed(before, after, "negative") == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (themes(20, 200), themes(90, 200), Change.MORE),
        (themes(90, 200), themes(3, 200), Change.LESS),
        (themes(40, 200), themes(50, 200), Change.UNCLEAR),
        (themes(5, 25), themes(12, 25), Change.UNCLEAR),
        (themes(5, 15), themes(12, 25), Change.UNCLEAR),
    ],
)
def test_themes(before: ThemeReading, after: ThemeReading, expected: Change) -> None:
    assert changed(before, after, "buses") == expected


@given(st.integers(20, 400), st.integers(20, 400), st.data())
def test_a_change_is_never_said_where_the_true_shares_move_the_other_way(
    old: int, new: int, data: st.DataObject
) -> None:
    one, other = data.draw(st.integers(0, old)), data.draw(st.integers(0, new))
    found = changed(themes(one, old), themes(other, new), "buses")
    if found == Change.MORE:
        assert other / new > one / old
    if found == Change.LESS:
        assert other / new < one / old
