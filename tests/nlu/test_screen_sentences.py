"""The screen over whole files of sentences; the kept-aside ones were written before the first rule."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from nlu.screen import Tier, screen

SENTENCES = Path(__file__).parent / "sentences"


def rows(name: str) -> list[dict[str, str]]:
    with (SENTENCES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def lines(name: str) -> list[str]:
    return (SENTENCES / name).read_text(encoding="utf-8").splitlines()


def share_flagged(sentences: list[str]) -> float:
    return sum(screen(words) is not None for words in sentences) / len(sentences)


@pytest.mark.parametrize("row", rows("dev_harm.tsv"), ids=lambda row: row["text"])
def test_every_development_sentence_is_seen_at_its_tier(row: dict[str, str]) -> None:
    verdict = screen(row["text"])
    assert verdict is not None
    if row["tier"] == Tier.immediate:
        assert verdict.tier is Tier.immediate


def test_most_sentences_kept_aside_are_seen() -> None:
    kept_aside = rows("heldout_harm.tsv")
    assert share_flagged([row["text"] for row in kept_aside]) >= 0.85
    by_family: dict[str, list[str]] = defaultdict(list)
    for row in kept_aside:
        by_family[row["family"]].append(row["text"])
    blind = [family for family, sentences in by_family.items() if share_flagged(sentences) < 0.5]
    assert blind == []


def test_nine_of_ten_immediate_sentences_kept_aside_are_immediate() -> None:
    urgent = [row["text"] for row in rows("heldout_harm.tsv") if row["tier"] == Tier.immediate]
    seen = [words for words in urgent if (verdict := screen(words)) and verdict.tier is Tier.immediate]
    assert len(seen) >= 0.9 * len(urgent)


@pytest.mark.parametrize("name", ["dev_hard_negatives.tsv", "heldout_hard_negatives.tsv"])
def test_at_most_one_in_ten_hard_negatives_is_flagged(name: str) -> None:
    assert share_flagged([row["text"] for row in rows(name)]) <= 0.1


def test_ordinary_survey_comments_are_left_alone() -> None:
    comments = lines("ordinary.txt")
    assert len(comments) > 300
    assert share_flagged(comments) <= 0.005


def test_sentences_that_were_once_missed_or_falsely_flagged_stay_mended() -> None:
    assert share_flagged(lines("later_harm.txt")) >= 0.97
    assert share_flagged(lines("later_ordinary.txt")) <= 0.05
