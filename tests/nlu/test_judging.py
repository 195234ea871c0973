"""Scorers are held against people's labels, and from enough of them one is taught."""

import json
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.english import is_english, unmasked
from nlu.fitting import FEWEST_HOLDING
from nlu.judged import auc
from nlu.judging import judge
from nlu.learned import FELT, Learned
from nlu.linear import Linear
from nlu.teaching import taught
from nlu.tone import TextBlobScorer, Tone
from nlu.vader import Vader

ENDS = ("at school", "in our year", "most days", "near the shops", "this term")
# The first words say nothing to a general list.
SIDES = {
    Tone.positive: ("the lanyard scheme runs", "our tutor comes round"),
    Tone.negative: ("the gate stays locked", "the register takes ages"),
    Tone.mixed: ("the timetable says nine", "the minibus leaves at ten"),
}


def labelled(each: int) -> list[tuple[str, Tone]]:
    chance = random.Random(3)
    made = [
        (f"{chance.choice(words)} {chance.choice(ENDS)}", tone)
        for tone, words in SIDES.items()
        for _ in range(each)
    ]
    chance.shuffle(made)
    return made


def test_what_the_labels_taught_is_known_of_comments_that_it_has_not_seen() -> None:
    found = judge(labelled(70))
    assert found.labels == 210
    textblob, learned = found.scorers["textblob"].auc, found.scorers["learned"].auc
    assert textblob is not None and learned is not None
    assert textblob < 0.65
    assert learned > 0.95
    table = found.scorers["learned"].table
    assert sum(sum(heard.values()) for heard in table.values()) == 210
    assert table["negative"]["negative"] > 60


def test_labels_that_have_nothing_to_do_with_the_words_teach_nothing() -> None:
    chance = random.Random(5)
    noise = [(words, chance.choice(list(SIDES))) for words, _ in labelled(70)]
    learned = judge(noise).scorers["learned"].auc
    assert learned is not None and 0.35 < learned < 0.65


@pytest.mark.parametrize(
    ("each", "compared", "kept"), [(30, False, False), (34, True, False), (67, True, True)]
)
def test_a_hundred_labels_compare_and_two_hundred_teach(each: int, compared: bool, kept: bool) -> None:
    found = judge(labelled(each))
    assert ("learned" in found.scorers, found.model is not None) == (compared, kept)


def test_labels_of_one_side_say_nothing() -> None:
    found = judge([("The staff are lovely and kind", Tone.positive)] * 120)
    assert found.scorers["textblob"].auc is None
    assert "learned" not in found.scorers


def test_a_model_holds_only_ordinary_words_that_several_comments_held() -> None:
    rare = [("the zorblax stays locked at school", Tone.negative)] * 9
    once = [("the umbrella stays locked at school", Tone.negative)] * (FEWEST_HOLDING - 1)
    model = taught([*labelled(40), *rare, *once])
    assert model is not None
    known = {word for name in model.linear.weights for word in name.split()}
    assert "locked" in known and FELT in known
    assert not {"zorblax", "umbrella"} & known


def test_a_model_is_the_same_after_it_was_kept() -> None:
    model = taught(labelled(40))
    assert model is not None
    kept = Learned.from_json(json.loads(json.dumps(model.to_json())))
    for words, _ in labelled(5):
        assert kept.score(words) == pytest.approx(model.score(words))
        assert kept.classify(words) == model.classify(words)


def test_two_classes_are_told_apart_as_well_as_three() -> None:
    two = [one for one in labelled(40) if one[1] != Tone.mixed]
    model = taught(two)
    assert model is not None
    right = sum(model.classify(words) == tone for words, tone in two)
    assert right > 0.9 * len(two)
    assert (
        (model.score("the gate stays locked at school") or 0)
        < 0
        < (model.score("our tutor comes round most days") or 0)
    )


@pytest.mark.parametrize("scorer", [TextBlobScorer(), Vader(), Learned([Tone.positive], Linear([0.0], {}))])
@pytest.mark.parametrize(
    "words", ["", "good", "czuję się bezpiecznie w szkole", "dobrze jest w naszej szkole"]
)
def test_no_scorer_speaks_of_what_is_short_or_in_another_language(
    scorer: TextBlobScorer | Vader | Learned, words: str
) -> None:
    assert scorer.score(words) is None
    assert scorer.classify(words) is Tone.not_scored


def test_vader_takes_sides() -> None:
    scorer = Vader()
    assert scorer.classify("I hate the horrible path") is Tone.negative
    assert scorer.classify("The staff are lovely and kind") is Tone.positive
    assert scorer.classify("the bus goes to town") is Tone.not_scored


def test_what_was_masked_is_no_word() -> None:
    assert unmasked("[name] is kind at [school]").split() == ["is", "kind", "at"]
    assert is_english("[name] is kind to us at [school]")


@given(
    st.lists(st.floats(-1, 1), min_size=10, max_size=30), st.lists(st.floats(-1, 1), min_size=10, max_size=30)
)
def test_the_area_under_the_curve_turns_round_with_its_sides(high: list[float], low: list[float]) -> None:
    one, other = auc(high, low), auc(low, high)
    assert one is not None and other is not None
    assert one + other == pytest.approx(1)
    assert 0 <= one <= 1


def test_few_comments_have_no_curve() -> None:
    assert auc([1.0] * 9, [0.0] * 50) is None


def test_the_scorers_that_run_in_the_program_load_no_large_library() -> None:
    program = "import sys, nlu.learned, nlu.judged, nlu.suggesting; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
