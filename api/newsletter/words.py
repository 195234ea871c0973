"""The words of the newsletter, from words.yml."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from api.lengths import units

FILE = Path(__file__).with_name("words.yml")
# Room for the titles within what a broadcast may hold, beside everything else that is said.
ROOM = 2400


@cache
def words() -> Mapping[str, Any]:
    """The whole file, read once."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def announcement(title: str, titles: Sequence[str], address: str) -> tuple[str, str]:
    """The title and the text of the broadcast that tells of an issue."""
    said = words()["broadcast"]
    lines: list[str] = []
    for at, one in enumerate(titles):
        if sum(map(units, lines)) + units(one) > ROOM:
            lines.append(said["more"].format(count=len(titles) - at))
            break
        lines.append(said["line"].format(title=one))
    return title, said["text"].format(titles="\n".join(lines), address=address)
