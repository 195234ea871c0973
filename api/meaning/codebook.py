"""The themes of a partnership: those that come with the program, and its own."""

from sqlmodel import Session

from api.guidance import service as guidance
from nlu.themes import CodeBook, Theme, themes


def book(session: Session) -> CodeBook:
    """The book as it is now. Stems of the partnership are added to those that come with the program."""
    named, stems = guidance.comment_themes(session)
    given = themes()
    together = {}
    for key in {**given, **named}:
        old = given.get(key)
        both = frozenset(stems.get(key, "").split()) | (old.stems if old else frozenset())
        together[key] = Theme(named.get(key) or (old.name if old else key), both)
    return CodeBook(together)


def names(session: Session) -> dict[str, str]:
    """What each theme is called."""
    return {key: theme.name for key, theme in book(session).themes.items()}
