"""What people read and what Heard understands fit together."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from surveys import xlsform
from tests.house.tree import ROOT

PACKS = sorted((ROOT / "api" / "guidance" / "content").iterdir())
QUESTIONNAIRES = sorted((ROOT / "surveys" / "definitions").iterdir())
TOPICS = [file for pack in PACKS for file in sorted((pack / "topics").glob("*.yml"))]
FEWEST_EXAMPLES = 20


def read(file: Path) -> Any:
    return YAML(typ="safe").load(file.read_text())


def examples() -> dict[str, int]:
    """How many sentences Rasa learns for each intent."""
    parts = [part for file in (ROOT / "nlu" / "data").rglob("*.yml") for part in read(file).get("nlu", [])]
    return {part["intent"]: part["examples"].count("\n") for part in parts if "intent" in part}


def test_there_is_guidance() -> None:
    assert [pack.name for pack in PACKS if not list((pack / "topics").glob("*.yml"))] == []


@pytest.mark.parametrize("topic", TOPICS, ids=lambda file: file.stem)
def test_a_topic_can_be_asked_for_and_says_where_it_is_from(topic: Path) -> None:
    content = read(topic)
    known = {source["key"] for source in read(topic.parents[1] / "sources.yml")["sources"]}
    assert content["slug"] == topic.stem
    if content.get("examples", True):
        assert examples().get(content["slug"], 0) >= FEWEST_EXAMPLES
    else:  # reached by menus, buttons and the search alone
        assert content["slug"] not in examples()
        assert content["menu"] and content["words"]
    used = {use["source"] for use in content["sources"]}
    assert used
    assert used <= known


@pytest.mark.parametrize("file", QUESTIONNAIRES, ids=lambda file: file.stem)
def test_a_questionnaire_can_be_asked(file: Path) -> None:
    survey = xlsform.load(file)
    assert survey.key == file.stem
    assert survey.questions
