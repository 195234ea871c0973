"""The short-lived process in which comments are scored: TextBlob and scikit-learn weigh some 200 MB.

Words go to it through a pipe and are kept nowhere.
"""

import json
import logging
import subprocess
from collections.abc import Iterable, Set
from itertools import chain
from typing import Any

from api import press
from api.errors import Unavailable
from nlu.themes import CodeBook

PATIENCE = 600
"""Seconds after which a job is given up."""
SORRY = "The comments could not be looked at. Try again; if it stays so, run ./heard check."

log = logging.getLogger(__name__)


def judged(labelled: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What `nlu.judging` finds of comments and their tones. Raises Unavailable."""
    return _run("judge", (list(one) for one in labelled))


def counted(model: dict[str, Any] | None, comments: Iterable[str]) -> dict[str, int]:
    """True counts of tones, by the learned scorer or, without one, by TextBlob. Raises Unavailable."""
    return _run("tones", _lines(model, comments))


def taught(book: CodeBook, decided: Iterable[tuple[str, Set[str]]]) -> dict[str, Any]:
    """What `nlu.teaching_themes` makes of comments and what they are about. Raises Unavailable."""
    themes = {key: [theme.name, sorted(theme.stems)] for key, theme in book.themes.items()}
    return _run("teach", chain([themes], ([words, sorted(about)] for words, about in decided)))


def _lines(model: dict[str, Any] | None, comments: Iterable[str]) -> Iterable[Any]:
    yield model
    yield from comments


def _run(job: str, lines: Iterable[Any]) -> dict[str, Any]:
    """Writes a line of JSON for each, while they stream by; the child answers at its end."""
    child = press.child("api.meaning", job)
    assert child.stdin is not None
    try:
        for line in lines:
            child.stdin.write(json.dumps(line).encode() + b"\n")
        found: dict[str, Any] = json.loads(press.made(child, None, PATIENCE))
    except (subprocess.SubprocessError, BrokenPipeError):
        log.error("meaning job %s failed, exit code %s", job, child.poll())
        # Without its cause: that may hold words.
        raise Unavailable(SORRY) from None
    except BaseException:
        press.stop(child)
        raise
    return found
