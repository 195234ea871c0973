"""The model is trained when its files change, replaced whole, and a fault in them is said in a sentence."""

import shutil
import tarfile
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.assistant import TrainingFailed, train_if_changed

pytestmark = pytest.mark.nlu
ROOT = Path(__file__).parents[2]
SMALL = """
version: "3.1"
nlu:
  - intent: yes
    examples: |
      - yes
      - oh yes
  - intent: no
    examples: |
      - no
      - oh no
"""
DOMAIN = """
version: "3.1"
actions: [action_answer]
"""
RULE = """
version: "3.1"
rules:
  - rule: An answer ends the turn
    steps:
      - action: action_answer
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A tiny assistant beside Rasa's own environment."""
    (tmp_path / ".venv-rasa").symlink_to(ROOT / ".venv-rasa")
    for folder in ("nlu/domain", "nlu/data"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copytree(ROOT / "nlu/components", tmp_path / "nlu/components")
    shutil.copy(ROOT / "nlu/config.yml", tmp_path / "nlu/config.yml")
    (tmp_path / "nlu/domain/domain.yml").write_text(DOMAIN)
    (tmp_path / "nlu/data/nlu.yml").write_text(
        SMALL.replace("yes\n    ex", '"yes"\n    ex').replace("no\n    ex", '"no"\n    ex')
    )
    (tmp_path / "nlu/data/rules.yml").write_text(RULE)
    return tmp_path


def test_it_trains_once_until_a_file_changes_and_keeps_the_model_of_a_failure(project: Path) -> None:
    models, heard = project / "models", list[str]()
    first = train_if_changed(project, models, heard.append)
    assert first.stat().st_size > 0
    assert "LinearIntentClassifier" in heard

    heard.clear()
    assert train_if_changed(project, models, heard.append) == first
    assert heard == []

    data = project / "nlu/data/nlu.yml"
    data.write_text(data.read_text().replace("oh yes", "oh indeed"))
    second = train_if_changed(project, models, heard.append)
    assert second != first
    assert list(models.iterdir()) == [second]

    rules = project / "nlu/data/rules.yml"
    rules.write_text(RULE.replace("- action: action_answer", "- action: action_unheard_of"))
    with pytest.raises(TrainingFailed, match="could not be trained: .*action_unheard_of") as fault:
        train_if_changed(project, models, heard.append)
    assert "\n" not in str(fault.value)
    assert list(models.iterdir()) == [second]


def test_a_block_of_examples_is_all_that_a_new_topic_needs(project: Path) -> None:
    block = {
        "version": "3.1",
        "nlu": [{"intent": "pelicans", "examples": "- a pelican\n- pelicans on a roof\n"}],
    }
    with (project / "nlu/data/pelicans.yml").open("w") as file:
        YAML().dump(block, file)
    model = train_if_changed(project, project / "models", print)
    with tarfile.open(model) as packed:
        [known] = [one for one in packed.getnames() if one.endswith("domain.yml")]
        domain = YAML(typ="safe").load(packed.extractfile(known))
    assert "pelicans" in domain["intents"]


def test_a_broken_file_is_named_with_its_row(project: Path) -> None:
    (project / "nlu/data/rules.yml").write_text('version: "3.1"\nrules: [broken\n')
    with pytest.raises(TrainingFailed, match=r"nlu/data/rules.yml, row \d"):
        train_if_changed(project, project / "models", print)
