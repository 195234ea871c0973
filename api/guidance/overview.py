"""What the guidance needs of people: what runs out, what nobody has confirmed, what the program brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from api.audit import service as audit
from api.guidance import items, repository, seeding
from api.guidance.content import Texts
from api.guidance.shelf import library
from api.guidance.tables import FileRow
from api.staff.person import Person

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Entry:
    """An item in a list. `due`: when it is to be looked at again, where it says so."""

    kind: str
    name: str
    title: str
    confirmed: bool | None
    due: date | None


def entries(session: Session) -> list[Entry]:
    """Every item that is published, in the order of the files."""
    found = []
    for kind, name, model in items.listed(library(session).pack):
        said = {field: getattr(model, field, None) for field in ("title", "label", "name", "text")}
        due = getattr(model, "review_by", None) or getattr(model, "expires", None)
        title = name if kind in ("book", "partnership", "phrases") else items.title(said, name)
        found.append(Entry(kind, name, title, getattr(model, "confirmed", None), due))
    return found


def due(entries: Sequence[Entry], today: date) -> tuple[list[Entry], list[Entry]]:
    """Those whose day has passed, and those whose day comes soon; the nearest first."""
    dated = sorted((entry for entry in entries if entry.due), key=lambda entry: entry.due or today)
    late = [entry for entry in dated if entry.due and entry.due < today]
    soon = [entry for entry in dated if entry.due and today <= entry.due <= today + SOON]
    return late, soon


def newer(session: Session) -> list[FileRow]:
    """Files of which the program came with another text than the one that is published."""
    files = repository.files(session)
    return [files[name] for name in sorted(files) if files[name].newer is not None]


def keep_ours(session: Session, who: Person, name: str) -> None:
    """Somebody has compared a file with the newer text of the program, and stays with ours."""
    repository.lock(session)
    files = repository.files(session)
    if (file := files.get(name)) and file.newer is not None and seeding.edited(file):
        file.seeded, file.newer = seeding.mark(file.newer), None
        repository.replace(session, {FileRow: [one.model_dump() for one in files.values()]})
        audit.record(session, who, "content_kept", None)


def fault(session: Session) -> str:
    """Why files of the program, or what was edited, could not be taken in; empty when all is well."""
    return repository.fault(session)


def texts(session: Session) -> Texts:
    """The files that are published, as they would be written into a folder."""
    return seeding.published(repository.files(session))
