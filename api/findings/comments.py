"""Counts the tones of comments while they stream by; the words go to the workshop and are kept nowhere."""

import json
import subprocess
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from api import press
from api.findings import workshop
from api.findings.errors import WorkshopFailed

TONES = ("positive", "mixed", "negative", "not_scored")


class Comments:
    """Takes comments in a `with` block; `counts` afterwards are true counts by question and tone."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self.counts: Mapping[str, Mapping[str, int]] = {}

    def add(self, question: str, words: str) -> None:
        """One comment. The child is started by the first, and loads while the answers are counted."""
        if self._child is None:
            self._child = workshop.start("tone")
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps([question, words]).encode() + b"\n")
        except BrokenPipeError as fault:
            raise WorkshopFailed("The tone of the comments could not be read. Try again.") from fault

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child is None:
            return
        if fault is not None:
            press.stop(self._child)
            return
        self.counts = json.loads(workshop.finished("tone", self._child))
