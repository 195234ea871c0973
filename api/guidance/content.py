"""Reads a content pack from its folder and says everything that is wrong with it at once."""

import hashlib
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
from api.guidance.yamlfile import Unreadable, load, row_of

FILES: Mapping[str, type[BaseModel]] = {
    "partnership.yml": Partnership,
    "phrases.yml": Phrases,
    "sources.yml": Sources,
    "contacts.yml": Contacts,
    "levels.yml": Levels,
    "escalation.yml": Escalation,
    "cards/en.yml": EnglishCards,
}
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

    def __init__(self, folder: Path, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        lines = "\n".join(f"- {fault}" for fault in self.faults)
        super().__init__(f"The guidance content in {folder.name}/ has to be mended first:\n{lines}")


def digest(folder: Path) -> str:
    """Changes when any file of the pack does."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return found.hexdigest()


def read(folder: Path) -> Pack:
    """The whole pack. Raises ContentFault."""
    faults: list[Fault] = []
    files: dict[str, CommentedMap] = {}
    for name in _names(folder, faults):
        try:
            files[name] = load(folder / name)
        except FileNotFoundError:
            faults.append(Fault(name, 1, "the file is missing"))
        except Unreadable as fault:
            faults.append(Fault(name, fault.row, fault.fault))
    parts = {name: _shaped(name, tree, faults) for name, tree in files.items()}
    faults += checks.faults(files, checks.Names(files))
    if faults:
        raise ContentFault(folder, faults)
    return _pack(parts)


def _names(folder: Path, faults: list[Fault]) -> list[str]:
    """The files of the pack; a stray one is a fault, since nobody would ever read it."""
    topics = sorted(f"topics/{path.name}" for path in folder.glob("topics/*.yml"))
    cards = sorted(f"cards/{path.name}" for path in folder.glob("cards/*.yml"))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in {*FILES, *cards, *topics}:
            faults.append(Fault(name, 1, "this file is not part of a pack; a topic is topics/<slug>.yml"))
    return list(dict.fromkeys([*FILES, *cards, *topics]))


def _shaped(name: str, tree: CommentedMap, faults: list[Fault]) -> Any:
    model = FILES.get(name, CardBook if name.startswith("cards/") else Topic)
    try:
        return model.model_validate(tree)
    except ValidationError as errors:
        for error in errors.errors():
            path = tuple(error["loc"])
            faults.append(Fault(name, row_of(tree, path), _said(path, error)))
        return None


def _said(path: tuple[int | str, ...], error: Any) -> str:
    """What is wrong, in words for a person who edits the file."""
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), "the file")
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    template = _KIND.get(error["type"], "'{field}': " + error["msg"].replace("{", "(").replace("}", ")"))
    said: str = template.format(field=field, **error.get("ctx", {}))
    return said


def _pack(parts: Mapping[str, Any]) -> Pack:
    return Pack(
        partnership=parts["partnership.yml"],
        phrases=parts["phrases.yml"],
        sources=parts["sources.yml"].sources,
        contacts=parts["contacts.yml"].contacts,
        levels=parts["levels.yml"],
        stages=parts["escalation.yml"].stages,
        cards={Path(name).stem: part for name, part in parts.items() if name.startswith("cards/")},
        topics=[part for name, part in parts.items() if name.startswith("topics/")],
    )
