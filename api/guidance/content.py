"""Reads a content pack from its files and says everything that is wrong with it at once."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap

from api.errors import HeardError
from api.guidance import checks
from api.guidance.checks import Fault
from api.guidance.frame import Partnership, Phrases
from api.guidance.pack import CardBook, Contacts, EnglishCards, Escalation, Levels, Pack, Sources, Topic
from api.guidance.yamlfile import Steps, Unreadable, held, row_of

Texts = Mapping[str, str]
"""The files of a pack by their names, such as topics/consent.yml."""
FILES: Mapping[str, type[BaseModel]] = {
    "partnership.yml": Partnership,
    "phrases.yml": Phrases,
    "sources.yml": Sources,
    "contacts.yml": Contacts,
    "levels.yml": Levels,
    "escalation.yml": Escalation,
    "cards/en.yml": EnglishCards,
}
# The cards of each language, and the topics.
_NAMED = re.compile(r"(cards|topics)/[^/]+\.yml")
# Pydantic's own words are for programmers.
_KIND = {
    "missing": "'{field}' is missing",
    "extra_forbidden": "'{field}' is not a field here",
    "string_type": "'{field}' has to be words; put quotes around a number or a date",
    "bool_type": "'{field}' has to be true or false",
    "date_type": "'{field}' has to be a date such as 2026-11-22",
    "list_type": "'{field}' has to be a list",
    "int_type": "'{field}' has to be a whole number",
    "string_too_short": "'{field}' is empty",
    "string_too_long": "'{field}' is too long, at most {max_length} characters",
    "literal_error": "'{field}' has to be one of {expected}",
}


class ContentFault(HeardError):
    """A content pack that cannot be published; its text names every file, row and fault."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        lines = "\n".join(f"- {fault}" for fault in self.faults)
        super().__init__(f"The guidance content has to be mended first:\n{lines}")


def texts(folder: Path) -> dict[str, str]:
    """Every file of a folder, stray ones too. What is not UTF-8 is told when the text is read."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def digest(texts: Texts) -> str:
    """Changes when any file of the pack does."""
    found = hashlib.sha256()
    for name, text in sorted(texts.items()):
        data = text.encode("utf-8", "surrogateescape")
        found.update(f"{name}\0{len(data)}\0".encode() + data)
    return found.hexdigest()


def read(folder: Path) -> Pack:
    """The whole pack of a folder. Raises ContentFault."""
    return checked(texts(folder))


def checked(texts: Texts) -> Pack:
    """The pack that files make together. Raises ContentFault."""
    faults: list[Fault] = []
    files: dict[str, CommentedMap] = {}
    for name in _names(texts, faults):
        try:
            files[name] = held(texts[name])
        except KeyError:
            faults.append(Fault(name, 1, "the file is missing"))
        except Unreadable as fault:
            faults.append(Fault(name, fault.row, fault.fault))
    parts = {name: _shaped(name, tree, faults) for name, tree in files.items()}
    faults += checks.faults(files, checks.Names(files))
    if faults:
        raise ContentFault(faults)
    return _pack(parts)


def _names(texts: Texts, faults: list[Fault]) -> list[str]:
    """The files of the pack; a stray one is a fault, since nobody would ever read it."""
    named = sorted(name for name in texts if _NAMED.fullmatch(name))
    for name in sorted(set(texts) - {*FILES, *named}):
        faults.append(Fault(name, 1, "this file is not part of a pack; a topic is topics/<slug>.yml"))
    return list(dict.fromkeys([*FILES, *named]))


def _shaped(name: str, tree: CommentedMap, faults: list[Fault]) -> Any:
    model = FILES.get(name, CardBook if name.startswith("cards/") else Topic)
    try:
        return model.model_validate(tree)
    except ValidationError as errors:
        for error in errors.errors():
            path = tuple(error["loc"])
            faults.append(Fault(name, row_of(tree, path), said(path, error), path))
        return None


def said(path: Steps, error: Any) -> str:
    """What is wrong, in words for a person who edits the file."""
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), "the file")
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    template = _KIND.get(error["type"], "'{field}': " + error["msg"].replace("{", "(").replace("}", ")"))
    words: str = template.format(field=field, **error.get("ctx", {}))
    return words


def _pack(parts: Mapping[str, Any]) -> Pack:
    return Pack(
        partnership=parts["partnership.yml"],
        phrases=parts["phrases.yml"],
        sources=parts["sources.yml"].sources,
        contacts=parts["contacts.yml"].contacts,
        levels=parts["levels.yml"],
        escalation=parts["escalation.yml"],
        cards={Path(name).stem: part for name, part in parts.items() if name.startswith("cards/")},
        topics=[part for name, part in parts.items() if name.startswith("topics/")],
    )
