"""The child's side of the workshop: `python -m api.findings papers|attack|overlaps|tone`, in and out."""

import json
import sys
from base64 import b64encode
from collections import Counter
from typing import BinaryIO

from pydantic import TypeAdapter

from api.findings.published import Counts, Published


def papers(material: BinaryIO) -> dict[str, str]:
    """A published snapshot in, its papers in base64 out."""
    from api.findings import pdf, spreadsheet

    published = Published.model_validate_json(material.read())
    bodies = {"csv": spreadsheet.body(published), "pdf": pdf.body(published)}
    return {kind: b64encode(body).decode() for kind, body in bodies.items()}


def attack(material: BinaryIO) -> list[str]:
    """Everything published of a wave in, the questions that give an answer away out."""
    from api.findings.attack import pinned

    return sorted(pinned(TypeAdapter(list[Published]).validate_json(material.read())))


def overlaps(material: BinaryIO) -> list[str]:
    """Everything published of periods in, the tables that give a number away out."""
    from api.findings.overlaps import pinned

    return sorted(pinned(TypeAdapter(list[Counts]).validate_json(material.read())))


def tone(material: BinaryIO) -> dict[str, dict[str, int]]:
    """A line of JSON for each comment in (question and words), counts of tones out."""
    from nlu.tone import tone as tone_of

    counts: dict[str, Counter[str]] = {}
    for line in material:
        key, words = json.loads(line)
        counts.setdefault(key, Counter())[tone_of(words)] += 1
    return {key: dict(count) for key, count in counts.items()}


if __name__ == "__main__":
    jobs = {"papers": papers, "attack": attack, "overlaps": overlaps, "tone": tone}
    json.dump(jobs[sys.argv[1]](sys.stdin.buffer), sys.stdout)
