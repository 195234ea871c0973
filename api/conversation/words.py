"""What Heard says around questions and answers, by language and place in the file."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from api.conversation.contracts import Option
from surveys.words import plain

FOLDER = Path(__file__).with_name("words")
FALLBACK = "en"


@cache
def _books() -> dict[str, dict[str, Any]]:
    return {path.stem: YAML(typ="safe").load(path) for path in sorted(FOLDER.glob("*.yml"))}


@lru_cache(maxsize=4096)  # programs may name any language
def say(place: str, language: str | None = None) -> str:
    """The words at a place such as "survey.closed"; in English where the language has none."""
    books = _books()
    return _at(books.get(language or FALLBACK, {}), place) or str(_at(books[FALLBACK], place))


@cache
def _typed(part: str) -> dict[str, str]:
    typed = (book.get(part, {}) for book in _books().values())
    return {plain(words): button for book in typed for words, button in book.items()}


def command(text: str) -> str | None:
    """The button that a whole message stands for, such as ":help" for "I need help", in any language."""
    return _typed("typed").get(plain(text)) if text else None


def command_in_talk(text: str) -> str | None:
    """The same for buttons of the talk, whose words would be an answer in a survey."""
    return _typed("typed_in_talk").get(plain(text)) if text else None


def command_before(text: str) -> tuple[str, str] | None:
    """A button that words begin with, and what follows: ":themes stop" and "training"."""
    said = plain(text)
    for beginning, found in _typed("typed_before").items():
        if said.startswith(f"{beginning} "):
            return found, said.removeprefix(beginning).strip()
    return None


def button(name: str, language: str | None = None) -> Option:
    """A command as a thing to tap."""
    return Option(label=say(f"labels.{name}", language), value=f":{name}")


def _at(book: dict[str, Any], place: str) -> str | None:
    found: Any = book
    for step in place.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return None if found is None else str(found)
