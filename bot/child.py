"""Rasa as a process that is never left behind."""

import os
import signal
import subprocess
from pathlib import Path

GENTLE = 5.0  # seconds to end by itself


def on_leash(root: Path, home: Path, arguments: list[str], more: dict[str, str]) -> subprocess.Popen[str]:
    """Rasa in a process group of its own; it ends with the pipe that this program holds.

    `home` is where Rasa and its libraries leave their small settings files.
    """
    settings = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
        "HOME": str(home),
    }
    return subprocess.Popen(
        [str(root / ".venv-rasa/bin/python"), "-m", "nlu.components.run", *arguments],
        cwd=root,
        env=settings | quiet | more,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )


def end(child: subprocess.Popen[str]) -> None:
    """Ends the child and whatever it started."""
    for word in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, word)
            child.wait(GENTLE)
        except ProcessLookupError:
            child.wait()
            return
        except subprocess.TimeoutExpired:
            continue
