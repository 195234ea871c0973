"""How the files that came with the program meet those that were edited in the console."""

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.guidance.content import ContentFault, Texts, checked
from api.guidance.pack import Pack
from api.guidance.tables import FileRow

logger = logging.getLogger(__name__)

Files = Mapping[str, FileRow]


@dataclass(frozen=True)
class Outcome:
    """What is published from now on. `aside`: edited texts that this Heard cannot read, by their files."""

    files: Files
    pack: Pack
    fault: str = ""
    aside: Texts | None = None


def mark(text: str | None) -> str:
    """By which a text is known again; empty for none."""
    # A file of the folder may not be UTF-8, which is told when its text is read.
    data = text.encode("utf-8", "surrogateescape") if text is not None else None
    return hashlib.sha256(data).hexdigest() if data is not None else ""


def edited(file: FileRow) -> bool:
    """Whether people changed it here."""
    return file.seeded != mark(file.text)


def published(files: Files) -> dict[str, str]:
    """The texts that make up the pack."""
    return {name: file.text for name, file in files.items() if file.text is not None}


def meet(seed: Texts, held: Files) -> Outcome:
    """Files that nobody edited follow the program; edited ones keep their text.

    Where the two do not fit together, what was published stays; where this Heard cannot read that either,
    its own files take the place of the edited ones at fault. Raises ContentFault where nothing was edited.
    """
    together = merged(seed, held)
    try:
        return Outcome(together, checked(published(together)))
    except ContentFault as fault:
        if not any(edited(file) for file in held.values()):
            raise
        logger.error(
            "what was edited does not fit the guidance of this version: %d faults", len(fault.faults)
        )
        said = str(fault)
    try:
        stays = _as_it_was(seed, held)
        return Outcome(stays, checked(published(stays)), said)
    except ContentFault:
        return _without_the_faulty(seed, together, said)


def merged(seed: Texts, held: Files) -> dict[str, FileRow]:
    """Both as they should be together, whether they fit or not."""
    return {row.name: row for row in _merged(seed, held)}


def _merged(seed: Texts, held: Files) -> Iterator[FileRow]:
    for name in sorted({*seed, *held}):
        text, row = seed.get(name), held.get(name)
        if row is not None and edited(row) and row.text != text:
            newer = text if mark(text) != row.seeded else None
            yield FileRow(name=name, text=row.text, seeded=row.seeded, newer=newer)
        elif text is not None:
            yield FileRow(name=name, text=text, seeded=mark(text))


def _as_it_was(seed: Texts, held: Files) -> dict[str, FileRow]:
    """What was published, with the program's texts beside it."""
    rows = {}
    for name in sorted({*seed, *held}):
        row = held.get(name) or FileRow(name=name, text=None, seeded="")
        newer = _kept(seed.get(name)) if mark(seed.get(name)) != row.seeded else None
        rows[name] = FileRow(name=name, text=row.text, seeded=row.seeded, newer=newer)
    return rows


def _kept(text: str | None) -> str | None:
    """None for what PostgreSQL cannot hold: a stray picture in the folder, say, is no text."""
    is_text = text is not None and not re.search("[\0\ud800-\udfff]", text)
    return text if is_text else None


def _without_the_faulty(seed: Texts, together: Files, said: str) -> Outcome:
    """Edited files at fault give way, or all edited ones where the fault lies elsewhere."""
    files, aside = dict(together), dict[str, str]()
    while True:
        try:
            return Outcome(files, checked(published(files)), said, aside)
        except ContentFault as fault:
            ours = {name for name, file in files.items() if edited(file)}
            gone = ours & {one.file for one in fault.faults} or ours
            if not gone:
                raise
        for name in gone:
            aside |= {name: text} if (text := files.pop(name).text) is not None else {}
            if name in seed:
                files[name] = FileRow(name=name, text=seed[name], seeded=mark(seed[name]))
