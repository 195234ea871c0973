"""Other programs, run with a progress line: their failures, their end, their words."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.launch import steps
from tests.house.tree import ROOT
from tests.patience import PATIENCE, until

SLOW = "import time; print('half way', flush=True); time.sleep(2.6)"


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steps, "LOG", tmp_path / "setup.log")
    return tmp_path / "setup.log"


def test_a_failed_step_shows_its_end_and_the_mend(capsys: pytest.CaptureFixture[str], log: Path) -> None:
    talk = "for line in range(100): print('line', line)\nraise SystemExit(3)"
    with pytest.raises(steps.Trouble, match="Counting failed. Count again."):
        steps.run("Counting", [sys.executable, "-c", talk], "Count again.")
    shown = capsys.readouterr().err
    assert "line 99" in shown
    assert "line 5\n" not in shown
    assert "line 5\n" in log.read_text()


def test_a_quick_step_is_silent_and_a_slow_one_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    steps.run("Blinking", [sys.executable, "-c", "print('x')"], "")
    assert capsys.readouterr().err == ""
    steps.run("Sleeping", [sys.executable, "-c", SLOW], "")
    *running, done = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"Sleeping \.\.\. [2-9]\d* s", running[0])
    assert re.fullmatch(r"Sleeping: done in [3-9]\d* s", done)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_a_step_with_all_that_it_started(tmp_path: Path, sign: signal.Signals) -> None:
    grandchild = tmp_path / "pid"
    script = (
        "import signal, sys; from pathlib import Path; from bot.launch import steps;"
        # Of itself the first one too does nothing where the tests run in the background of a shell.
        "[signal.signal(one, signal.default_int_handler) for one in (signal.SIGINT, signal.SIGTERM)];"
        f"steps.LOG = Path({str(tmp_path / 'log')!r});"
        f"steps.attempt('Waiting', ['sh', '-c', 'sleep 60 & echo $! > {grandchild}; wait'])"
    )
    launcher = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.DEVNULL)
    until(lambda: grandchild.exists() and grandchild.read_text().strip() != "")
    launcher.send_signal(sign)
    assert launcher.wait(PATIENCE) != 0
    until(lambda: not alive(int(grandchild.read_text())))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Where nobody collects the dead, a zombie still has its number.
    return "zombie" not in Path(f"/proc/{pid}/status").read_text()
