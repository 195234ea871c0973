"""How well words are redacted: spans covered, persons, kept strings harmed, other words lost.

`python -m tests.nlu.redaction_score FILE.jsonl` prints totals and never a sentence. A line of the file:
`{"text", "role", "spans": [[substring, type]], "keep": [substring]}`.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

from nlu.redaction import redact

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Removing a title or a family word that leads a name is no fault: they stand outside the spans of names.
_TITLES = """
    mr mrs ms mx miss sir dr doctor pc dc dci sgt sergeant prof professor rev reverend father imam
    cllr councillor uncle auntie aunty aunt nan nana nanny gran grandma grandad coach baby sister
    brother cousin"""
_LEADS = frozenset(_TITLES.split())
_KIND = {
    "PERSON": "name",
    "HANDLE": "name",
    "SCHOOL": "school",
    "PHONE": "number",
    "NHS": "number",
    "ID": "number",
    "ADDRESS": "place",
    "POSTCODE": "place",
    "LOCATION": "place",
    "DOB": "date",
    "EMAIL": "email",
    "URL": "link",
}


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int

    @property
    def rate(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    def interval(self) -> tuple[float, float]:
        """Wilson's, 95 %."""
        if not self.whole:
            return 0.0, 1.0
        z, n, p = 1.96, self.whole, self.rate
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval()
        return (
            f"{self.part:5} of {self.whole:5}  {100 * self.rate:5.1f} %  [{100 * low:.1f}, {100 * high:.1f}]"
        )


@dataclass(slots=True)
class Score:
    covered: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    right_kind: int = 0
    harmed: int = 0
    kept: int = 0
    lost: int = 0
    words: int = 0
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    """What went wrong, for the development set only: sort, substring, text."""

    def shares(self) -> dict[str, Share]:
        return {
            "spans covered": Share(self.covered.total(), self.spans.total()),
            "persons covered": Share(self.covered["PERSON"], self.spans["PERSON"]),
            "right kind, of those covered": Share(self.right_kind, self.covered.total()),
            "kept strings harmed": Share(self.harmed, self.kept),
            "other words lost": Share(self.lost, self.words),
        }


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def score(cases: list[dict[str, Any]]) -> Score:
    total = Score()
    for case in cases:
        _add(total, case)
    return total


def _add(total: Score, case: dict[str, Any]) -> None:
    text: str = case["text"]
    spans = redact(text).spans
    gone = {at for start, end, _ in spans for at in range(start, end)}
    seen: Counter[str] = Counter()
    taken: set[int] = set()
    for said, sort in case["spans"]:
        start = _place(text, said, seen[said])
        seen[said] += 1
        letters = {at for at in range(start, start + len(said)) if text[at].isalnum()}
        taken |= letters
        total.spans[sort] += 1
        if letters <= gone:
            total.covered[sort] += 1
            kinds = {kind for first, last, kind in spans if first < start + len(said) and last > start}
            total.right_kind += _KIND[sort] in kinds
            if _KIND[sort] not in kinds:
                total.missed.append((f"kind {sort}", said, redact(text).text))
        else:
            total.missed.append((sort, said, text))
    for said in case["keep"]:
        start = _place(text, said, 0, taken)
        letters = {at for at in range(start, start + len(said)) if text[at].isalnum()}
        taken |= letters
        total.kept += 1
        if letters & gone:
            total.harmed += 1
            total.missed.append(("KEEP", said, redact(text).text))
    for found in _WORD.finditer(text):
        here = set(range(*found.span()))
        if here & taken or found.group().lower() in _LEADS:
            continue
        total.words += 1
        if here & gone:
            total.lost += 1
            total.missed.append(("LOST", found.group(), redact(text).text))


def _place(text: str, said: str, nth: int, taken: set[int] | None = None) -> int:
    """Where the nth `said` starts, as a whole word if it can be, outside of what is taken."""
    places = [found.start() for found in re.finditer(rf"(?<!\w){re.escape(said)}(?!\w)", text)]
    places = places or [found.start() for found in re.finditer(re.escape(said), text)]
    free = [at for at in places if not taken or not taken & set(range(at, at + len(said)))]
    places = free or places
    return places[min(nth, len(places) - 1)]


def table(total: Score) -> Iterator[str]:
    for name, share in total.shares().items():
        yield f"{name:30} {share}"
    for sort in sorted(total.spans):
        yield f"  {sort:28} {Share(total.covered[sort], total.spans[sort])}"


if __name__ == "__main__":
    result = score(read(Path(sys.argv[1])))
    print("\n".join(table(result)))
    if "--faults" in sys.argv:
        by_sort = defaultdict(list)
        for sort, said, text in result.missed:
            by_sort[sort].append(f"   {said}  <  {text}")
        for sort, faults in sorted(by_sort.items()):
            print(sort, *faults, sep="\n")
