"""What has to hold across the files of a pack: names lead somewhere, and no number strays into a text."""

import dataclasses
import re
from collections.abc import Iterator, Mapping

from ruamel.yaml.comments import CommentedMap

from api.guidance.yamlfile import Steps, field_of, leaves, row_of

PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)(\.number)?\}")
_ANYWHERE = frozenset({"partnership", "out-of-bounds"})
_IN_FOLDERS = {"topics/": _ANYWHERE | {"levels", "stages"}, "cards/": _ANYWHERE | {"limits"}}
# Fields in which a name in curly brackets is filled in, besides every phrase.
_FILLED = frozenset({"text", "steps", "note", "route", "about", "leads", "who"})
_NEVER_FILLED = frozenset({"contacts.yml", "sources.yml", "partnership.yml"})
# What the record of a stage says by itself.
_IN_NOTE = frozenset({"stage", "since", "due"})
PARAMETERS = {
    "by_text": {"number"},
    "days": {"days"},
    "level_named": {"number", "name"},
    "level_unnamed": {"number"},
    "other_level": {"number"},
    "duty": {"text", "basis"},
    "flagged": {"text"},
    "consider": {"level"},
    "leads": {"leads"},
    "day_span": {"first", "last"},
    "opening": {"on", "opens", "closes"},
    "outside_of": {"other"},
    "open_until": {"time"},
    "closed_until": {"time"},
    "ring": {"label", "number"},
    "write_to": {"label", "number"},
    "not_begun": {"stage", "who"},
    "at_stage": {"stage", "who"},
    "runs_until": {"since", "limit", "due"},
    "ends_today": {"since", "limit", "due"},
    "is_over": {"since", "limit", "due"},
    "no_day": {"limit"},
    "next_stage": {"stage", "who"},
    "reminder_title": {"stage"},
    "reminder": {"stage", "due"},
    "sign": {"text", "title", "section"},
    "record": {"gap", "signs", "place", "family", "earlier", "level"},
    "compared": {"first", "second"},
    "compare": {"first", "second"},
    "level_signs": {"domain", "number"},
    "made": {"date"},
    "reviewed": {"date"},
    "review_by": {"date"},
}
# Topics that the program itself asks for.
NEEDED = ("immediate-danger", "threshold-check", "levels-of-need")
_SLUG_FIELDS = frozenset({"related", "red_flag", "topic", "duties_of"})
# Five or more digits with at most a gap between them, but not a span of years such as 2026-27.
_LONG_NUMBER = re.compile(r"(?<!\d)(?!20\d\d-\d\d\b)\d(?:[\s().-]{0,2}\d){4,}")
_NUMBER = re.compile(r"\d+")


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something to mend, where a person can find it."""

    file: str
    row: int
    fault: str
    path: Steps = dataclasses.field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.fault}"


class Names:
    """The keys that a pack defines, taken from the files even where an item is otherwise faulty."""

    def __init__(self, files: Mapping[str, CommentedMap]) -> None:
        self.contacts = _items(files, "contacts.yml", "contacts")
        self.sources = {str(item.get("key")) for item in _items(files, "sources.yml", "sources")}
        roles = files.get("partnership.yml", CommentedMap()).get("roles")
        parts = files.get("partnership.yml", CommentedMap()).get("menu")
        self.parts = set(parts) if isinstance(parts, CommentedMap) else set()
        self.roles = set(roles) if isinstance(roles, CommentedMap) else set()
        self.contact_keys = {str(item.get("key")) for item in self.contacts}
        self.topics = {name[7:-4]: tree for name, tree in files.items() if name.startswith("topics/")}
        self.short_numbers = {
            number
            for item in self.contacts
            for number in (item.get("phone"), item.get("text"))
            if isinstance(number, str) and number.isdigit()
        }


def _items(files: Mapping[str, CommentedMap], file: str, field: str) -> list[CommentedMap]:
    found = files.get(file, CommentedMap()).get(field)
    return [item for item in found if isinstance(item, CommentedMap)] if isinstance(found, list) else []


def faults(files: Mapping[str, CommentedMap], names: Names) -> Iterator[Fault]:
    """Everything that is wrong between the files."""
    for slug in NEEDED:
        if slug not in names.topics:
            yield Fault(f"topics/{slug}.yml", 1, "this topic is needed and missing")
    for slug, tree in names.topics.items():
        if tree.get("slug") not in (None, slug):
            row = row_of(tree, ("slug",))
            yield Fault(f"topics/{slug}.yml", row, f"slug has to be the file's name, '{slug}'", ("slug",))
    for file, tree in files.items():
        yield from _repeated(file, tree)
        for path, value in leaves(tree):
            if isinstance(value, str):
                for fault in _faults_of(file, field_of(path), value, names):
                    yield Fault(file, row_of(tree, path), fault, path)


def _repeated(file: str, tree: CommentedMap) -> Iterator[Fault]:
    for field, items in tree.items():
        seen: set[str | None] = set()
        for at, item in enumerate(items if isinstance(items, list) else []):
            key = str(item["key"]) if isinstance(item, dict) and "key" in item else None
            if key and key in seen:
                path = (field, at)
                yield Fault(file, row_of(tree, path), f"the key '{key}' is there twice", path)
            seen.add(key)


def _faults_of(file: str, field: str, value: str, names: Names) -> Iterator[str]:
    if field == "contacts" and value not in names.contact_keys:
        yield f"there is no contact '{value}' in contacts.yml"
    if field == "outside":
        yield from _faulty_outside(value, names)
    if field == "source" and value not in names.sources:
        yield f"there is no source '{value}' in sources.yml"
    if field == "group" and value not in names.parts:
        yield f"the menu has no part '{value}': it stands in partnership.yml"
    if field in _SLUG_FIELDS and value not in names.topics:
        yield f"there is no topic '{value}' in topics/"
    if field == "related" and value in names.topics and not names.topics[value].get("menu"):
        yield f"the topic '{value}' has no menu label, so it cannot be offered"
    if field == "duties_of" and value in names.topics and not names.topics[value].get("duties"):
        yield f"the topic '{value}' has no duties to be told here"
    yield from _faulty_names(file, field, value, names)
    if file not in ("contacts.yml", "sources.yml") and _has_number(field, value, names):
        yield "a number may stand only in contacts.yml: name the contact in curly brackets instead"


def _faulty_outside(value: str, names: Names) -> Iterator[str]:
    opens = {str(item.get("key")): item.get("open") for item in names.contacts}
    if value not in opens:
        yield f"there is no contact '{value}' in contacts.yml"
    elif isinstance(opens[value], CommentedMap):
        yield f"the contact '{value}' has no hours of its own to be outside of"


def _has_number(field: str, value: str, names: Names) -> bool:
    if _LONG_NUMBER.search(value):
        return True
    return field != "key" and not names.short_numbers.isdisjoint(_NUMBER.findall(value))


def _faulty_names(file: str, field: str, value: str, names: Names) -> Iterator[str]:
    """What is wrong with the curly brackets of a text."""
    is_phrase = file == "phrases.yml" or (file.startswith("cards/") and field in PARAMETERS)
    if file in _NEVER_FILLED or not (is_phrase or field in _FILLED):
        if "{" in value or "}" in value:
            yield "curly brackets are not filled in here"
        return
    allowed = next((more for folder, more in _IN_FOLDERS.items() if file.startswith(folder)), _ANYWHERE)
    allowed |= PARAMETERS.get(field, set()) if is_phrase else set()
    allowed |= _IN_NOTE if (file, field) == ("escalation.yml", "note") else set()
    for name, number in PLACEHOLDER.findall(value):
        if name in names.contact_keys or (not number and (name in names.roles or name in allowed)):
            continue
        yield f"nothing is called {{{name}{number}}}: use the key of a contact or a role"
    if re.search(r"[{}]", PLACEHOLDER.sub("", value)):
        yield "curly brackets may hold only the key of a contact or a role"
