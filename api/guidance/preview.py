"""An item as people would read it, its numbers filled in, out of a pack that need not be published."""

from typing import cast

from api import clock
from api.guidance import service
from api.guidance.cards import Cards, signpost
from api.guidance.model import Answer, CardKind, Reader
from api.guidance.pack import Pack
from api.guidance.rendering import fill, level_name, listed, reaches, stage_line
from api.guidance.shelf import Library


def of(pack: Pack, kind: str, name: str) -> Answer | None:
    """None for what people never read by itself, and for what is not there."""
    books = Library.of(pack)
    if kind == "topic":
        return service.drawn(books, name)
    if kind == "card":
        language, reader, of_kind = name.split(".")
        return signpost(Cards(books), cast(Reader, reader), cast(CardKind, of_kind), language)
    text = _text(books, kind, name)
    if not text:
        return None
    return Answer(
        slug=name, title="", text=text, sources=(), related=(), links=(), unconfirmed=False, overdue=False
    )


def _text(books: Library, kind: str, name: str) -> str:
    facts = books.facts(clock.now())
    if kind == "contact" and name in books.contacts:
        return reaches([name], facts)
    if kind == "indicator" and name in books.indicators:
        return fill(books.indicators[name].text, facts)
    if kind == "level":
        level = next(level for level in books.pack.levels.levels if str(level.number) == name)
        said = f"{level_name(level, facts)}\n{level.about}\n\n{level.route}\n{reaches(level.contacts, facts)}"
        return fill(said, facts)
    if kind == "stage":
        stages = [stage for stage in books.pack.escalation.stages if stage.key == name]
        return fill(listed(stage_line(stage, facts) for stage in stages), facts)
    return ""
