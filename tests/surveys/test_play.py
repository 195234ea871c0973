"""In the terminal an author walks the whole way: groups, faces, scales, the review, another language."""

from collections.abc import Callable

import pytest

from surveys import xlsform
from surveys.play import play

ROWS: list[dict[str, str]] = [
    {"type": "acknowledge", "name": "read", "label::Polski (pl)": "Przeczytaj"},
    {"type": "begin_group", "name": "g", "label::English (en)": "School", "label::Polski (pl)": "Szkoła"},
    {"type": "select_one feel or_other", "name": "feel", "appearance": "faces"},
    {"type": "range", "name": "sure", "parameters": "start=0 end=10 step=5"},
    {"type": "end_group"},
    {"type": "select_one years", "name": "year", "relevant": "${feel} != 'bad'"},
]
LISTS = {
    "feel": [{"name": "good", "face": "happy"}, {"name": "bad", "face": "sad"}],
    "years": ["y3=Year 3 or 4", "y5=Year 5 or 6", "none=3 or fewer"],
}
Played = Callable[..., str]


@pytest.fixture
def played(
    written: Callable[..., str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Played:
    def run(*said: str, **settings: str) -> str:
        lines = iter(said)
        monkeypatch.setattr("builtins.input", lambda _: next(lines))
        assert play(xlsform.read(written(ROWS, LISTS, **settings), "tried.md"), "en") == 0
        assert next(lines, None) is None
        return capsys.readouterr().out

    return run


def kept(shown: str) -> str:
    return shown[shown.index("[kept: ") :]


def test_every_kind_can_be_played(played: Played) -> None:
    shown = played("ok", "other", "so so", "five", "2", "")
    assert kept(shown) == (
        '[kept: {"read": "OK", "feel": "other", "feel_other": "so so", "sure": 5, "year": "y5"}]\n'
    )
    assert "🙂 Good" in shown
    assert "[from 0 to 10, in steps of 5]" in shown
    assert shown.count("— School —") == 1


def test_a_number_is_the_place_on_the_screen(played: Played) -> None:
    assert '"year": "none"' in kept(played("OK", "1", "0", "3", ""))


def test_the_review_comes_before_the_end_and_leads_back(played: Played) -> None:
    shown = played("OK", "good", ":skip", "1", ":change feel", "bad", ":send")
    assert "feel: feel? Good" in shown
    assert "sure: sure? (skipped)" in shown
    assert kept(shown) == '[kept: {"read": "OK", "feel": "bad", "sure": null}]\n'


def test_a_survey_without_a_review_ends_at_once(played: Played) -> None:
    assert '"year": "y3"' in kept(played("OK", "good", "5", "1", review="no"))


def test_what_was_said_can_be_seen_half_way(played: Played) -> None:
    shown = played("OK", "good", ":review", ":back", "bad", "10", "")
    assert shown.index("feel: feel? Good") < shown.index("Goodbye.")
    assert '"feel": "bad"' in kept(shown)


def test_the_language_changes_in_the_middle(played: Played) -> None:
    shown = played("OK", ":language cy", ":language pl", ":back", "OK", "bad", "0", "")
    assert "no language “cy”; it has en, pl" in shown
    assert "Przeczytaj" in shown
    assert "— Szkoła —" in shown
