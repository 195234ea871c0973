"""The short-lived process in which heavy libraries work, so that they never stay in the program's memory.

TextBlob, matplotlib and scipy together weigh some 300 MB; each job is a child that ends with its answer.
"""

import logging
import subprocess

from api import press
from api.findings.errors import WorkshopFailed

PATIENCE = 1800
"""Seconds after which a job is given up."""

logger = logging.getLogger(__name__)


def run(job: str, material: bytes) -> bytes:
    """Hands the material to `python -m api.findings JOB`; what the child prints. Raises WorkshopFailed."""
    return finished(job, start(job), material)


def start(job: str) -> "subprocess.Popen[bytes]":
    """A child that waits for its material."""
    return press.child("api.findings", job)


def finished(job: str, child: "subprocess.Popen[bytes]", material: bytes | None = None) -> bytes:
    """What the child made, once it has the last of its material. Raises WorkshopFailed."""
    try:
        return press.made(child, material, PATIENCE)
    except subprocess.SubprocessError as fault:
        logger.error("findings job %s failed, exit code %s", job, child.returncode)
        sorry = f"The {job} could not be made. Try again; if it stays so, run ./heard check."
        raise WorkshopFailed(sorry) from fault
