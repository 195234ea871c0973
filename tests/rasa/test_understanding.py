"""Sentences that the training has not seen lead to their topic."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

pytestmark = pytest.mark.nlu
ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
SETS = ("heldout.yml", "fresh.yml")
URGENT = {"my-safety", "immediate-danger"}
NEAR_URGENT = URGENT | {"child-disclosure-advice", "exploitation", None}


def sentences(name: str) -> list[tuple[str, str]]:
    by_topic = YAML(typ="safe").load(FOLDER / name)
    return [(topic, sentence) for topic, group in by_topic.items() for sentence in group]


def examples() -> set[str]:
    found = set()
    for file in (ROOT / "nlu/data").rglob("*.yml"):
        for intent in YAML(typ="safe").load(file).get("nlu", []):
            found |= {line.removeprefix("- ").strip().lower() for line in intent["examples"].splitlines()}
    return found


@pytest.fixture(scope="module")
def read(model: Path) -> dict[str, dict[str, Any]]:
    """What the model makes of each sentence."""
    asked = [sentence for name in SETS for _, sentence in sentences(name)]
    done = subprocess.run(
        [ROOT / ".venv-rasa/bin/python", FOLDER / "parse.py", model],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"},
        check=True,
    )
    return dict(zip(asked, json.loads(done.stdout.splitlines()[-1]), strict=True))


@pytest.mark.parametrize(
    ("name", "first", "among_three"), [("heldout.yml", 0.92, 0.97), ("fresh.yml", 0.65, 0.93)]
)
def test_unseen_sentences_find_their_topic(
    read: dict[str, dict[str, Any]], name: str, first: float, among_three: float
) -> None:
    asked = sentences(name)
    wrong = [(topic, said, read[said]["intent"]) for topic, said in asked if read[said]["intent"] != topic]
    missed = [(topic, said) for topic, said in asked if topic not in read[said]["ranking"][:3]]
    right, near = 1 - len(wrong) / len(asked), 1 - len(missed) / len(asked)
    print(f"\n{name}: {len(asked)} sentences, first {right:.1%}, among three {near:.1%}")
    for topic, said, taken_for in wrong:
        print(f"  {topic} taken for {taken_for}: {said}")
    assert right >= first
    assert near >= among_three


def test_words_about_danger_never_meet_an_ordinary_page(talk: Any) -> None:
    """They may be searched for, or begin the check, which asks about danger first."""
    urgent = [said for name in SETS for topic, said in sentences(name) if topic in URGENT]
    met = {
        said: talk.say(said)[-1].get("custom", {"reply": {"topic": None}})["reply"]["topic"]
        for said in urgent
    }
    assert {said: topic for said, topic in met.items() if topic not in NEAR_URGENT} == {}


def test_a_sentence_is_understood_within_25_milliseconds(read: dict[str, dict[str, Any]]) -> None:
    took = sorted(result["ms"] for result in read.values())
    print(f"\nparse: median {took[len(took) // 2]:.1f} ms, p95 {took[int(len(took) * 0.95)]:.1f} ms")
    assert took[len(took) // 2] < 25


@pytest.mark.parametrize("name", SETS)
def test_kept_apart_sentences_are_not_trained_on(name: str) -> None:
    assert {said.lower() for _, said in sentences(name)} & examples() == set()


def test_every_intent_has_many_examples() -> None:
    for file in (*(ROOT / "nlu/data/topics").glob("*.yml"), *(ROOT / "nlu/data/talk").glob("*.yml")):
        [intent] = YAML(typ="safe").load(file)["nlu"]
        assert intent["intent"] == file.stem
        assert len(intent["examples"].splitlines()) >= 25, file.name
