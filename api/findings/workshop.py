"""The short-lived process in which heavy libraries work, so that they never stay in the program's memory.

TextBlob, matplotlib and scipy together weigh some 300 MB; each job is a child that ends with its answer.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path

from api.findings.errors import WorkshopFailed

ROOT = Path(__file__).parents[2]
PATIENCE = 600
"""Seconds after which a job is given up."""

logger = logging.getLogger(__name__)


def run(job: str, material: bytes) -> bytes:
    """Hands the material to `python -m api.findings JOB`; what the child prints. Raises WorkshopFailed."""
    child = start(job)
    try:
        made, _ = child.communicate(material, timeout=PATIENCE)
    except subprocess.TimeoutExpired as fault:
        stop(child)
        raise _failed(job, None) from fault
    return finished(job, child, made)


def start(job: str) -> "subprocess.Popen[bytes]":
    """A child that waits for its material."""
    # It needs no secrets, and its complaints could quote people's words: both stay out.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    return subprocess.Popen(
        [sys.executable, "-m", "api.findings", job],
        cwd=ROOT,
        env=clean,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def finished(job: str, child: "subprocess.Popen[bytes]", made: bytes) -> bytes:
    """What the child made, if it ended well."""
    if child.returncode:
        raise _failed(job, child.returncode)
    return made


def stop(child: "subprocess.Popen[bytes]") -> None:
    """Ends a child that is not needed any more."""
    child.kill()
    child.communicate()


def _failed(job: str, code: int | None) -> WorkshopFailed:
    logger.error("findings job %s failed, exit code %s", job, code)
    return WorkshopFailed(f"The {job} could not be made. Try again; if it stays so, run ./heard check.")
