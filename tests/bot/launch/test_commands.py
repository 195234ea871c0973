"""What ./heard says before anything is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.launch import assets, environments, main
from bot.launch.main import COMMANDS
from tests.house.tree import ROOT


def heard(*words: str, at: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(at / "heard"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A house in which nothing has been installed."""
    shutil.copy(ROOT / "heard", tmp_path)
    shutil.copytree(ROOT / "bot" / "launch", tmp_path / "bot" / "launch")
    shutil.copy(ROOT / "bot" / "__init__.py", tmp_path / "bot")
    return tmp_path


def test_help_names_every_command() -> None:
    told = heard("--help")
    assert told.returncode == 0
    assert [name for name in COMMANDS if f"./heard {name}" not in told.stdout] == []


def test_help_needs_no_installation(bare: Path) -> None:
    assert "./heard run" in heard("run", "--help", at=bare).stdout
    assert not (bare / "var").exists()


def test_an_unknown_command_ends_in_one_sentence() -> None:
    told = heard("rum")
    assert told.returncode == 1
    assert told.stderr == "heard: there is no command 'rum'; ./heard --help lists them all.\n"


def test_stop_before_anything_is_installed_has_nothing_to_do(bare: Path) -> None:
    told = heard("stop", at=bare)
    assert (told.returncode, told.stdout) == (0, "Nothing is installed, so nothing is running.\n")


def test_a_broken_house_ends_in_one_sentence_not_a_traceback(bare: Path) -> None:
    (bare / "var").write_text("a file where a folder belongs")
    told = heard("setup", at=bare)
    assert told.returncode == 1
    assert told.stderr.startswith("heard: ")
    assert "Traceback" not in told.stderr


def test_the_attack_gets_telegram_and_none_of_the_persons_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[tuple[list[str], dict[str, str]]] = []
    for part, step in ((environments, "app"), (environments, "rasa"), (assets, "pages")):
        monkeypatch.setattr(part, step, lambda **_: None)
    monkeypatch.setattr(
        assets, "emulator", lambda: {"PATH": "with node", "HEARD_TELEGRAM_TOKEN": "somebody's own"}
    )
    monkeypatch.setattr(os, "execve", lambda _, words, given: handed.append((words, dict(given))))
    main.main(["attack", "anonymity", "--quick"])
    [(words, given)] = handed
    assert words[1:] == ["-m", "tests.attack", "anonymity", "--quick"]
    assert given == {"PATH": "with node"}


def test_check_safety_prints_measured_beside_wanted() -> None:
    told = heard("check", "safety")
    assert told.returncode == 0
    assert "harm, either tier" in told.stdout
    assert "at least 85 %" in told.stdout
