"""The environments are made when something changed, and only then."""

import os
from pathlib import Path

import pytest

from bot.launch import environments, steps, tools

UV = """#!/bin/sh
case "$1" in
    --version) echo "uv 99.0" ;;
    sync) echo "$@" >> "$ASKED"; cd "$UV_PROJECT_ENVIRONMENT" || exit 1; mkdir -p bin; touch bin/python ;;
esac
"""


class House:
    """A folder with a lock file, and a uv that only writes down what it is asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.app = root / ".venv"
        self.asked = root / "asked"

    def syncs(self) -> list[str]:
        return self.asked.read_text().splitlines() if self.asked.exists() else []


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    house = House(tmp_path)
    (tmp_path / "tools").mkdir()
    (tmp_path / ".venv").mkdir()
    (tmp_path / "tools" / "uv").write_text(UV)
    (tmp_path / "tools" / "uv").chmod(0o755)
    (tmp_path / "uv.lock").write_text("one")
    monkeypatch.setenv("PATH", f"{tmp_path / 'tools'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("ASKED", str(house.asked))
    monkeypatch.setattr(steps, "LOG", tmp_path / "log")
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments, "APP", house.app)
    return house


def test_the_second_set_up_does_nothing(house: House) -> None:
    environments.app()
    environments.app()
    assert len(house.syncs()) == 1


def test_a_new_lock_file_is_installed(house: House) -> None:
    environments.app()
    (house.root / "uv.lock").write_text("two")
    environments.app()
    assert len(house.syncs()) == 2


def test_an_environment_that_was_deleted_is_made_again(house: House) -> None:
    environments.app()
    (house.app / "bin" / "python").unlink()
    environments.app()
    assert len(house.syncs()) == 2


def test_what_the_tests_need_stays_when_heard_is_started_again(house: House) -> None:
    environments.app(dev=True)
    (house.app / "bin" / "pytest").touch()
    environments.app()
    assert len(house.syncs()) == 1
    (house.root / "uv.lock").write_text("two")
    environments.app()
    assert "--group=dev" in house.syncs()[1]


def test_a_set_up_that_failed_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASKED", "/nowhere/at/all")
    uv = house.root / "tools" / "uv"
    uv.write_text(UV.replace("sync) ", "sync) exit 2; "))
    with pytest.raises(steps.Trouble):
        environments.app()
    uv.write_text(UV)
    monkeypatch.setenv("ASKED", str(house.asked))
    environments.app()
    assert len(house.syncs()) == 1


def test_a_uv_that_does_not_start_or_is_too_old_is_not_taken(house: House) -> None:
    uv = house.root / "tools" / "uv"
    assert tools.uv() == str(uv)
    uv.write_text('#!/bin/sh\necho "uv 0.4.1"\n')
    assert tools._version(str(uv)) < tools.OLDEST_UV
    uv.write_text('#!/bin/sh\necho "command not found" >&2\nexit 127\n')
    assert tools._version(str(uv)) == ()
