"""Replies that are one sentence of ours and the ways on from it."""

from api.conversation.contracts import Option, Reply
from api.conversation.words import button, say
from api.languages import NAMES


def says(place: str, language: str | None, *choices: Option) -> Reply:
    """The words at a place."""
    return Reply(text=say(place, language), language=language, choices=list(choices))


def only(place: str, language: str | None) -> Reply:
    """A sentence after which there is the menu, or help."""
    return says(place, language, button("menu", language), button("help", language))


def closed(language: str | None = None) -> Reply:
    """This survey takes no more answers."""
    return only("survey.closed", language)


def paused(language: str | None) -> Reply:
    """The survey waits; how to go on."""
    return says("survey.paused", language, button("carry_on", language), button("help", language))


def languages(codes: list[str], other_than: str = "") -> list[Option]:
    """Each language by its own name, for whoever cannot read the others."""
    others = [code for code in codes if code != other_than]
    return [Option(label=NAMES.get(code, code), value=f":language {code}") for code in others]
