"""What a search may find where, and what is one find too many."""

from collections.abc import Iterator, Sequence

from tests.attack.capture import Capture
from tests.attack.odds import Trial, must_be_none
from tests.attack.people import Person

DATABASE = ("dump", "statistics", "data files", "write-ahead log")
RUNNING = "memory of the program"
# The answers of who has finished are what the database is for; a conversation is kept under its own id.
# Tokens say who takes part, to whoever has the key, until the wave closes.
ALLOWED = ("words", "conversation", "token")
KINDS = ("words", "raw words", "receipt", "chat", "pseudonym", "conversation", "talk", "token")
LOGGED = "ADR 6: the write-ahead log tells the order of everything until it is overwritten"
LEFT_OVER = "ADR 6: replaced rows stay in the pages until these are cleaned"
IN_MEMORY = "docs/privacy.md: the running program holds what it handles"
IN_RASA = "docs/privacy.md: Rasa holds redacted words of a talk until it is forgotten"


def by_search(taken: Capture, people: Sequence[Person], *, closed: bool) -> Iterator[Trial]:
    """A trial for each class of file and each kind of thing."""
    for place, found in taken.finds.items():
        for kind in KINDS:
            everybody = _sought(kind, people)
            here = {number for what, number in found if what == kind}
            bad = {number for number in here if not _allowed(place, kind, number, people, closed)}
            if kind == "words" and place in DATABASE:
                back = {number for number in bad if people[number].fate == "withdraws"}
                yield _taken_back(place, len(people), len(back), closed)
                bad -= back
            if everybody:
                yield must_be_none(f"search: {kind}", place, everybody, len(bad), _known(place, kind))


def _taken_back(place: str, everybody: int, found: int, closed: bool) -> Trial:
    """Words of who withdrew: the files lose them when PostgreSQL cleans its pages, at close at the latest."""
    known = LOGGED if place == "write-ahead log" else ""
    known = LEFT_OVER if place == "data files" and not closed else known
    return must_be_none("search: words taken back", place, everybody, found, known)


def _sought(kind: str, people: Sequence[Person]) -> int:
    match kind:
        case "receipt":
            return sum(person.receipt is not None for person in people)
        case "chat":
            return sum(any(name.isdecimal() for name in person.names) for person in people)
        case "pseudonym":
            return sum(any(len(name) == 32 for name in person.names) for person in people)
        case "talk":
            return 1
    return len(people)


def _allowed(place: str, kind: str, number: int, people: Sequence[Person], closed: bool) -> bool:
    if place not in DATABASE or kind not in ALLOWED:
        return False
    if kind == "token":
        return not closed
    return kind == "conversation" or people[number].fate == "finishes"


def _known(place: str, kind: str) -> str:
    if place == RUNNING:
        return IN_MEMORY
    if place == "memory of Rasa" and kind == "talk":
        return IN_RASA
    if place == "write-ahead log" and kind == "token":
        return LOGGED
    return ""
