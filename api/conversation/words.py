"""The words of words.yml, by their place in the file."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from api.conversation.contracts import Option


@cache
def _book() -> dict[str, Any]:
    book: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("words.yml"))
    return book


def say(place: str) -> str:
    """The words at a place such as "survey.closed"."""
    found: Any = _book()
    for step in place.split("."):
        found = found[step]
    return str(found)


def command(text: str) -> str | None:
    """The button that a whole message stands for, such as ":help" for "I need help"."""
    found = _book()["typed"].get(text.strip().strip(".!?").lower())
    return str(found) if found else None


def button(name: str) -> Option:
    """A command as a thing to tap."""
    return Option(label=say(f"labels.{name}"), value=f":{name}")
