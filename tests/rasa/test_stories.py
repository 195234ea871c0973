"""Each journey and interruption as a story: the trained rules take every step of it as it is written."""

import json
import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.nlu
ROOT = Path(__file__).parents[2]
STORIES = Path(__file__).parent / "stories"


def rasa(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Rasa's own command line, without the settings of whoever runs the tests."""
    return subprocess.run(
        [ROOT / ".venv-rasa/bin/python", "-m", "nlu.components.run", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONWARNINGS": "ignore",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        },
        check=False,
    )


def test_every_story_is_walked_to_its_end(model: Path, tmp_path: Path) -> None:
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text("", encoding="utf-8")  # stories name actions, nobody runs them
    done = rasa(
        *("test", "core", "--model", model, "--stories", STORIES, "--out", tmp_path / "results"),
        *("--endpoints", endpoints, "--fail-on-prediction-errors", "--no-plot"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    report = json.loads((tmp_path / "results" / "story_report.json").read_text("utf-8"))
    written = sum(file.read_text("utf-8").count("- story:") for file in STORIES.glob("*.yml"))
    assert report["conversation_accuracy"]["correct"] == report["conversation_accuracy"]["total"] == written
    assert written >= 20


def test_the_training_files_fit_together(tmp_path: Path) -> None:
    done = rasa(
        *("data", "validate", "--config", "nlu/config.yml", "--domain", "nlu/domain", "--data", "nlu/data"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
