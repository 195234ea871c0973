"""The sum of the suites tells the truth."""

import os
from pathlib import Path

import pytest

from bot.launch import suites
from bot.launch.suites import Count

MIXED = """
import pytest
def test_good(): pass
def test_bad(): assert False
@pytest.mark.skip(reason="not today")
def test_later(): pass
"""


def run(folder: Path, text: str, *more: str) -> Count:
    file = folder / "test_sample.py"
    file.write_text(text)
    quiet = ["-p", "no:cacheprovider", "-q", f"--rootdir={folder}", *more]
    return suites.suite("sample", [str(file), *quiet], suites.clean(os.environ))


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suites, "LOG", tmp_path / "setup.log")
    monkeypatch.setitem(suites.SUITES, "sample", "not journey")


def test_every_outcome_is_counted(tmp_path: Path) -> None:
    assert run(tmp_path, MIXED) == Count(1, 1, 1)


def test_a_suite_that_cannot_be_read_has_failed(tmp_path: Path) -> None:
    assert run(tmp_path, "import nothing_of_that_name").failed == 1


def test_a_suite_that_cannot_start_has_failed(tmp_path: Path) -> None:
    assert run(tmp_path, MIXED, "--no-such-option") == Count(0, 1)


def test_the_last_line_names_passed_and_failed() -> None:
    assert suites.total([Count(3, 0), Count(2, 1, 4)]).words() == "5 passed, 1 failed, 4 skipped"
    assert Count(7, 0).words() == "7 passed, 0 failed"


def test_a_test_cannot_reach_a_real_bot() -> None:
    environment = {"HEARD_TELEGRAM_TOKEN": "1:a", "HEARD_TEST_DATABASE_URL": "x", "PATH": "/bin"}
    assert suites.clean(environment) == {"HEARD_TEST_DATABASE_URL": "x", "PATH": "/bin"}
