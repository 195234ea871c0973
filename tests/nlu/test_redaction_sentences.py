"""How much of the development set is covered, and what it costs; the table says what went wrong."""

import csv
from pathlib import Path

import pytest

from nlu.redaction import redact
from nlu.screen import Tier, screen
from tests.nlu.redaction_score import Score, Share, read, score, table

DEV = Path(__file__).parent / "sentences" / "redaction_dev.jsonl"
# By another hand; nobody who changes the rules reads it.
KEPT_ASIDE = DEV.with_name("kept_aside_redaction.jsonl")
HARM = Path(__file__).parents[2] / "nlu" / "sentences" / "harm.tsv"
_URGENCY = (None, Tier.check_in, Tier.alert, Tier.immediate)


@pytest.fixture(scope="module")
def development() -> Score:
    return score(read(DEV))


@pytest.mark.parametrize(
    ("what", "least", "most"),
    [
        ("spans covered", 0.96, 1.0),
        ("persons covered", 0.96, 1.0),
        ("right kind, of those covered", 0.96, 1.0),
        ("kept strings harmed", 0.0, 0.03),
        ("other words lost", 0.0, 0.015),
    ],
)
def test_the_development_set_stays_covered(development: Score, what: str, least: float, most: float) -> None:
    assert least <= development.shares()[what].rate <= most, "\n".join(table(development))


@pytest.mark.parametrize(
    ("what", "least", "most"),
    [
        ("spans covered", 0.9, 1.0),
        ("persons covered", 0.92, 1.0),
        ("kept strings harmed", 0.0, 0.05),
        ("other words lost", 0.0, 0.02),
    ],
)
def test_the_words_of_a_stranger_stay_covered(what: str, least: float, most: float) -> None:
    told = score(read(KEPT_ASIDE))
    assert least <= told.shares()[what].rate <= most, "\n".join(table(told))


def test_a_span_counts_only_if_all_of_it_is_covered() -> None:
    case = {"text": "ask Jayden or x", "spans": [["Jayden or x", "PERSON"]], "keep": ["ask"]}
    assert score([case]).shares()["spans covered"] == Share(0, 1)


def test_words_outside_spans_and_kept_strings_count_as_lost() -> None:
    case = {"text": "Jayden met Aaliyah", "spans": [["Jayden", "PERSON"]], "keep": []}
    assert score([case]).shares()["other words lost"] == Share(1, 2)


def test_the_interval_is_wilsons() -> None:
    low, high = Share(9, 10).interval()
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)


@pytest.fixture(scope="module")
def harm() -> list[dict[str, str]]:
    with HARM.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_few_words_of_a_child_who_misspells_are_lost(harm: list[dict[str, str]]) -> None:
    said = [row["text"] for row in harm if row["voice"] == "misspelt"]
    words = sum(len(text.split()) for text in said)
    lost = sum(len(text[start:end].split()) for text in said for start, end, _ in redact(text).spans)
    assert lost <= 0.025 * words


def test_a_reviewer_still_reads_the_harm(harm: list[dict[str, str]]) -> None:
    """The screen sees as much in the redacted words, in all but one of a hundred."""
    fallen = [row["text"] for row in harm if redact(row["text"]).spans and _falls(row["text"])]
    assert len(fallen) <= 0.01 * len(harm), "\n".join(fallen)


def _falls(text: str) -> bool:
    before, after = (_urgency(words) for words in (text, redact(text).text))
    return after < before


def _urgency(text: str) -> int:
    verdict = screen(text)
    return _URGENCY.index(verdict.tier if verdict else None)
