"""Papers are printed by a child that knows no secret, repeats nobody and never stays."""

import traceback
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from api import press
from api.errors import Unavailable

SORRY = "It could not be printed."
Program = Callable[[str], str]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A module for the child, by its source; it works in a folder of the test's."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def written(source: str) -> str:
        (tmp_path / "made_up_paper.py").write_text(f"import os, pathlib, sys, time\n{source}")
        return "made_up_paper"

    return written


def test_the_child_is_given_the_facts_and_no_secret(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARD_KEYS", "canary")
    said = press.printed(
        program("print(sys.stdin.read(), dict(os.environ))"), {"title": "made up"}, 20, SORRY
    )
    assert b'{"title": "made up"}' in said
    assert b"PYTHONPATH" in said
    assert b"canary" not in said


def test_a_fault_says_sorry_and_repeats_nobody(program: Program, capfd: pytest.CaptureFixture[str]) -> None:
    broken = program("facts = sys.stdin.read(); print(facts); raise RuntimeError(facts)")
    with pytest.raises(Unavailable, match=SORRY) as fault:
        press.printed(broken, {"title": "canary"}, 20, SORRY)
    shown = "".join(traceback.format_exception(fault.value))
    assert "CalledProcessError" not in shown
    assert "canary" not in f"{capfd.readouterr()}"


def test_a_child_that_takes_too_long_is_ended(program: Program, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    slow = program(f"pathlib.Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(600)")
    with pytest.raises(Unavailable, match=SORRY):
        press.printed(slow, {}, 3, SORRY)
    assert not psutil.pid_exists(int(note.read_text()))
