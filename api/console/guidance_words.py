"""What the pages of the guidance call its pieces: the words of guidance.yml."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from api.pages.drawing import day

FILE = Path(__file__).with_name("guidance.yml")


@cache
def words() -> dict[str, Any]:
    """The whole file, read once."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def of_field(kind: str, steps: tuple[str, ...]) -> Mapping[str, Any]:
    """What is said of a field that `steps` lead to: for this kind, in this place, or anywhere."""
    field, above = steps[-1], steps[-2] if len(steps) > 1 else ""
    known = words()["fields"]
    found = known.get(f"{above}.{field}") if above else known.get(f"{kind}.{field}")
    return {"label": field.replace("_", " ").capitalize(), **(found or known.get(field) or {})}


def of_choice(value: object, field: str = "") -> str:
    """What a choice is called."""
    known = words()["choices"]
    said = known.get(f"{field}.{value}") or known.get(str(value)) or str(value).replace("_", " ").capitalize()
    return str(said)


def said(kind: str, field: str, value: object) -> str:
    """A value of an item as people read it, one line for each piece."""
    match value:
        case None | "" | []:
            return str(words()["empty"])
        case bool():
            return str(words()["yes" if value else "no"])
        case date():
            return day(value)
        case list():
            return "\n".join(said(kind, field, one) for one in value)
        case dict():
            return "\n".join(
                f"{of_field(kind, (field, name))['label']}: {said(kind, name, one)}"
                for name, one in value.items()
            )
        case _:
            text = str(value)
            return of_choice(text, field) if text in words()["choices"] else text
