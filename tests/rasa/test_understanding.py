"""Sentences that were never learnt from lead to their topic; what fails names topics, never the sentences."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from nlu import understanding
from nlu.redaction import redact
from nlu.screen import Tier, screen

from .conftest import ROOT, in_rasa

pytestmark = pytest.mark.nlu
SETS = sorted(file.stem.removeprefix("kept_aside_") for file in understanding.KEPT_ASIDE.glob("kept_aside_*"))
URGENT = set(understanding.URGENT)
# What a child has told is told to somebody today; the check asks about danger first.
NEAR_URGENT = {*URGENT, "child-disclosure-advice", "threshold-check"}


@pytest.fixture(scope="module")
def read(model: Path) -> dict[str, dict[str, Any]]:
    """What the model makes of each sentence as it reaches Rasa."""
    asked = [redact(words).text for _, words in understanding.kept_aside([])]
    said = in_rasa(Path(__file__).with_name("parse.py"), model, given=json.dumps(asked))
    return dict(zip(asked, json.loads(said[-1]), strict=True))


@pytest.mark.parametrize("name", SETS)
def test_unseen_sentences_find_their_topic(read: dict[str, dict[str, Any]], name: str) -> None:
    asked = [
        (topic, read[redact(words).text]["ranking"]) for topic, words in understanding.kept_aside([name])
    ]
    mixed = Counter((topic, ranking[0]) for topic, ranking in asked if ranking[0] != topic)
    print(f"\n{name}: {mixed.most_common(15)}")
    outside = [ranking[0] == "out-of-scope" for topic, ranking in asked if topic == "out-of-scope"]
    assert 1 - mixed.total() / len(asked) >= 0.88
    assert sum(topic in ranking[:3] for topic, ranking in asked) / len(asked) >= 0.95
    assert sum(outside) / len(outside) >= 0.85


@pytest.mark.parametrize("name", SETS)
def test_words_about_danger_hardly_ever_meet_an_ordinary_page(talk: Any, name: str) -> None:
    """Words that the screen takes for danger now never come so far: the urgent card stands alone."""
    asked = [(words, screen(words)) for topic, words in understanding.kept_aside([name]) if topic in URGENT]
    met = Counter[tuple[str, bool]]()
    for words, verdict in asked:
        if verdict is None or verdict.tier is not Tier.immediate:
            known = {"tier": str(verdict.tier), "reported": verdict.reported} if verdict else {}
            reply = talk.say(redact(words).text, **known)[-1].get("custom", {}).get("reply", {})
            if reply.get("topic") is not None and reply["topic"] not in NEAR_URGENT:
                met[reply["topic"], verdict is not None] += 1
    print(f"\n{name}: {met} of {len(asked)}")
    most = 0.02 * len(asked)  # by itself: a failure must not print the sentences
    assert met.total() <= most


def test_a_sentence_is_understood_within_10_milliseconds(read: dict[str, dict[str, Any]]) -> None:
    took = sorted(result["ms"] for result in read.values())
    print(f"\nparse: median {took[len(took) // 2]:.1f} ms, p95 {took[int(len(took) * 0.95)]:.1f} ms")
    assert took[len(took) // 2] < 10


def test_sentences_that_are_kept_aside_are_not_learnt_from() -> None:
    learnt = {words.lower() for _, words in understanding.examples()}
    shared = [topic for topic, words in understanding.kept_aside([]) if words.lower() in learnt]
    # A word or two that anybody would type may come twice.
    assert len(shared) <= 0.05 * len(understanding.kept_aside([]))


def test_every_intent_has_many_examples_and_a_file_of_its_name() -> None:
    told = Counter(topic for topic, _ in understanding.examples())
    files = {file.stem for file in (ROOT / "nlu/data").glob("*/*.yml")}
    assert set(told) == files
    assert min(told.values()) >= 25
