"""The second tier: what it adds, how it is built, and that it costs a program nothing but its weights."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from nlu import checkin
from nlu.checkin import Classifier, Cuts, Opinion, TrainingFault
from nlu.corpus import read
from nlu.screen import Tier, Verdict, by_patterns, join, load, screen

ROOT = Path(__file__).parents[2]
CUTS = Cuts(check_in=0, doubt=-2, urgent=1)
HEAVY = ("numpy", "scipy", "sklearn")
CHILD = f"""
import sys
from nlu.screen import prepare, screen
prepare()
screen("school is fine"), screen("i dont like it when he is in my room")
print([name for name in {HEAVY} if name in sys.modules])
"""


@pytest.fixture
def tier() -> Classifier:
    return checkin.load()


def score(tier: Classifier, words: str) -> float:
    """Above nought is a check-in."""
    return tier.opinion(load().normalise(words)).harm - tier.cuts.check_in


def biased(tier: Classifier, bias: float) -> Classifier:
    return replace(tier, harm=replace(tier.harm, bias=bias))


def test_the_sentence_of_2018_is_seen_by_the_second_tier_alone(tier: Classifier) -> None:
    assert score(tier, "I am forced to have sex and I am only 12") > 0


def test_what_no_pattern_says_ends_in_a_check_in_or_is_danger_now() -> None:
    missed = [sentence.text for sentence in read().harm if by_patterns(sentence.text) is None]
    verdicts = [verdict for words in missed if (verdict := screen(words))]
    assert len(verdicts) > len(missed) / 2
    assert {(verdict.tier, verdict.family) for verdict in verdicts} == {
        (Tier.check_in, None),
        (Tier.immediate, "immediate-danger"),
    }


def test_an_alert_in_doubt_is_asked_about_and_never_dropped() -> None:
    alert, danger = Verdict(Tier.alert, "physical", True), Verdict(Tier.immediate, "weapons")
    unsure, doubting = Opinion(-1, 0, 1), Opinion(-3, 0, 1)
    assert join(alert, unsure, CUTS) == alert
    assert join(alert, doubting, CUTS) == Verdict(Tier.check_in, None, True)
    assert join(danger, doubting, CUTS) == danger
    assert join(Verdict(Tier.alert, "suicide"), doubting, CUTS) == Verdict(Tier.alert, "suicide")
    assert join(None, Opinion(1, 0, 1), CUTS) == Verdict(Tier.check_in, None)
    assert join(None, unsure, CUTS) is None


def test_words_of_a_language_that_was_hardly_learnt_are_not_doubted() -> None:
    alert = Verdict(Tier.alert, "physical")
    assert join(alert, Opinion(-3, 0, 0.5), CUTS) == alert


def test_danger_now_is_seen_by_either_tier() -> None:
    alert, sure = Verdict(Tier.alert, "physical", True), Opinion(-3, 2, 1)
    assert join(alert, sure, CUTS) == Verdict(Tier.immediate, "physical", True)
    assert join(None, Opinion(1, 2, 1), CUTS) == Verdict(Tier.immediate, "immediate-danger")
    # "Goodbye", "who is on duty tonight": nobody has seen harm, however urgent it sounds.
    assert join(None, sure, CUTS) is None


@pytest.mark.parametrize(
    ("calm", "now"),
    [
        (
            "he used to smash things up when we lived there",
            "he is smashing things up downstairs and coming up",
        ),
        (
            "my sister took too many tablets two years ago",
            "my sister just swallowed loads of tablets, pls hurry",
        ),
    ],
)
def test_what_happens_now_is_more_urgent_than_what_is_past(tier: Classifier, calm: str, now: str) -> None:
    urgency = [tier.opinion(load().normalise(words)).urgent - tier.cuts.urgent for words in (calm, now)]
    assert urgency[0] < 0 < urgency[1]


@pytest.mark.parametrize("words", ["more bins please", "idk", "its ok i guess", "the buses are always late"])
def test_dull_answers_are_left_alone(words: str) -> None:
    assert screen(words) is None


def test_a_full_stop_and_capitals_make_no_difference(tier: Classifier) -> None:
    assert score(tier, "He scares me when he drinks.") == score(tier, "he scares me when he drinks")


def test_harm_in_the_middle_of_a_long_answer_is_not_thinned_out(tier: Classifier) -> None:
    dull = "the buses are late and the park needs more bins and a slide. " * 20
    alone = score(tier, "he makes me touch him and says it is our secret")
    assert score(tier, dull) < 0 < alone
    assert score(tier, dull + "he makes me touch him and says it is our secret. " + dull) > 0


def test_no_heavy_library_is_loaded_where_the_classifier_is_built() -> None:
    checkin.load()
    done = subprocess.run([sys.executable, "-c", CHILD], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_a_missing_classifier_is_trained_at_once_and_comes_out_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tier: Classifier
) -> None:
    monkeypatch.setattr(checkin, "_BUILT", tmp_path / "models" / "check-in.bin")
    assert checkin.load.__wrapped__() == tier
    assert [file.name for file in (tmp_path / "models").iterdir()] == ["check-in.bin"]


def test_a_stale_classifier_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tier: Classifier
) -> None:
    stale = tmp_path / "check-in.bin"
    stale.write_bytes(b"\0" * 32 + checkin.store(biased(tier, 1.0)))
    monkeypatch.setattr(checkin, "_BUILT", stale)
    monkeypatch.setattr(checkin, "_train", lambda: checkin.store(biased(tier, 0.5)))
    assert checkin.load.__wrapped__().harm.bias == 0.5
    assert checkin.load.__wrapped__().harm.bias == 0.5


def test_where_nothing_may_be_written_the_second_tier_is_there_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tier: Classifier
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(checkin, "_BUILT", tmp_path / "file" / "check-in.bin")
    monkeypatch.setattr(checkin, "_train", lambda: checkin.store(biased(tier, 0.5)))
    assert checkin.load.__wrapped__().harm.bias == 0.5


def test_a_failed_training_is_loud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checkin, "_BUILT", tmp_path / "check-in.bin")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(TrainingFault):
        checkin.load.__wrapped__()


NASTY = {
    "one letter": "a" * 20_000,
    "letters": "abcdefghij" * 2_000,
    "single letters": "a b " * 5_000,
    "emoji": "🙂👨‍👩‍👧🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 2_000,
    "right to left": "\u202eab\u202c\u200f " * 3_000,
    "zero width": "h\u200bi\u200d\ufeff" * 4_000,
    "half a sign": "\ud800 " * 10_000,
    "accents": "e" + "\u0301" * 20_000,
    "mixed scripts": "mаma مارتے ਮਾਰਦੇ bije " * 800,
    "stops": "!?. " * 5_000,
    "nothing": "\x00" * 20_000,
    "harm": "my dad hits me right now " * 800,
}


@pytest.mark.parametrize("name", NASTY)
def test_no_text_holds_the_screen_up(name: str) -> None:
    text = NASTY[name]
    best = min(_seconds(text) for _ in range(5))
    assert best <= 0.020 * len(text) / 2_000


def _seconds(text: str) -> float:
    start = time.process_time()
    screen(text)
    return time.process_time() - start
