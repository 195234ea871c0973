"""The pieces of a pack that can be changed one by one: where each stands, and how it is put there."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo
from ruamel.yaml.comments import CommentedMap

from api.guidance.content import Texts
from api.guidance.frame import Item, Kept, Partnership, Phrases
from api.guidance.pack import (
    Card,
    CardBook,
    Caution,
    Contact,
    Escalation,
    Indicator,
    Level,
    Levels,
    Pack,
    Source,
    Stage,
    Topic,
)
from api.guidance.yamlfile import Steps, dump, held, load, plain, styled

Data = dict[str, Any]
"""An item as plain values, its optional fields left out where they say nothing."""


def _without(model: type[BaseModel], *fields: str) -> type[BaseModel]:
    """What a file says of itself, beside the items that have a shape of their own."""
    kept = {name: (info.annotation, info) for name, info in model.model_fields.items() if name not in fields}
    fields_of: dict[str, Any] = kept
    return create_model(f"{model.__name__}Frame", __base__=Item, **fields_of)


@dataclass(frozen=True)
class Shape:
    """One kind of item. `file` has a gap where the item's name says which; `within` is the list it stands in.

    `named`: the fields that tell it from others; where there are none, its place in the list does.
    `grows`: whether people may add and remove such items.
    """

    kind: str
    model: type[BaseModel]
    file: str
    within: str | None = None
    named: tuple[str, ...] = ()
    grows: bool = False

    def file_of(self, name: str) -> str:
        return self.file.format(name.partition(".")[0])

    def name_of(self, file: str, item: Mapping[str, Any], at: int) -> str:
        stem = PurePosixPath(file).stem if "{}" in self.file else ""
        if self.within is None:
            return stem or self.kind
        own = ".".join(str(item.get(field)) for field in self.named) or str(at + 1)
        return f"{stem}.{own}" if stem else own

    def data(self, item: Mapping[str, Any]) -> Data:
        """The item in the one way in which we write it; one that is faulty as it is."""
        order = fields(self.model)
        mine = {field: plain(item[field]) for field in order if field in item}
        try:
            sound = self.model.model_validate(mine).model_dump(exclude_defaults=True)
        except ValidationError:
            return mine
        return {field: sound[field] for field in order if field in sound}


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """As people write them: what a thing is, then who keeps it, then whether it is confirmed."""
    last = [*Kept.model_fields, "confirmed"]
    return dict(sorted(model.model_fields.items(), key=lambda field: field[0] in last))


SHAPES: Mapping[str, Shape] = {
    shape.kind: shape
    for shape in (
        Shape("topic", Topic, "topics/{}.yml", None, ("slug",), grows=True),
        Shape("contact", Contact, "contacts.yml", "contacts", ("key",), grows=True),
        Shape("source", Source, "sources.yml", "sources", ("key",), grows=True),
        Shape("indicator", Indicator, "levels.yml", "indicators", ("key",), grows=True),
        Shape("level", Level, "levels.yml", "levels", ("number",)),
        Shape("caution", Caution, "levels.yml", "cautions", grows=True),
        Shape("levels", _without(Levels, "levels", "indicators", "cautions"), "levels.yml"),
        Shape("stage", Stage, "escalation.yml", "stages", ("key",), grows=True),
        Shape("escalation", _without(Escalation, "stages"), "escalation.yml"),
        Shape("card", Card, "cards/{}.yml", "cards", ("audience", "kind")),
        Shape("book", _without(CardBook, "cards"), "cards/{}.yml"),
        Shape("phrases", Phrases, "phrases.yml"),
        Shape("partnership", Partnership, "partnership.yml"),
    )
}


@dataclass(frozen=True)
class Difference:
    """An item in one text of a file and in another; None where it is not there."""

    shape: Shape
    name: str
    before: Data | None
    after: Data | None

    @property
    def item(self) -> str:
        return f"{self.shape.kind}/{self.name}"

    @property
    def title(self) -> str:
        return title(self.after or self.before or {}, self.name)


def title(item: Mapping[str, Any], name: str) -> str:
    """What people call an item; at most 80 letters."""
    said = next((item[field] for field in ("title", "label", "name", "text") if item.get(field)), name)
    return str(said).partition("\n")[0][:80]


def listed(pack: Pack) -> Iterator[tuple[str, str, BaseModel]]:
    """Kind, name and model of every item, in the order of the files."""
    yield from (("topic", topic.slug, topic) for topic in pack.topics)
    yield from (("contact", contact.key, contact) for contact in pack.contacts)
    yield from (("source", source.key, source) for source in pack.sources)
    yield from (("indicator", sign.key, sign) for sign in pack.levels.indicators)
    yield from (("level", str(level.number), level) for level in pack.levels.levels)
    yield from (("caution", str(at), one) for at, one in enumerate(pack.levels.cautions, 1))
    yield "levels", "levels", pack.levels
    yield from (("stage", stage.key, stage) for stage in pack.escalation.stages)
    yield "escalation", "escalation", pack.escalation
    for language, book in pack.cards.items():
        yield from (("card", f"{language}.{card.audience}.{card.kind}", card) for card in book.cards)
        yield "book", language, book
    yield "phrases", "phrases", pack.phrases
    yield "partnership", "partnership", pack.partnership


def current(texts: Texts, shape: Shape, name: str) -> Data | None:
    """The item as it stands in the files, or None."""
    file = shape.file_of(name)
    if file not in texts:
        return None
    return dict(_items(file, held(texts[file]), shape)).get(name)


def placed(texts: Texts, shape: Shape, name: str, after: Data | None) -> dict[str, str]:
    """The files with the item new, changed or gone; what stands around it stays as it was written."""
    file = shape.file_of(name)
    if shape.within is None and after is None:
        return {other: text for other, text in texts.items() if other != file}
    tree = load(texts[file]) if file in texts else CommentedMap()
    if shape.within is None:
        _write(tree, shape, after or {})
    else:
        items = tree[shape.within]
        names = [shape.name_of(file, item, at) for at, item in enumerate(items)]
        at = names.index(name) if name in names else None
        if after is None and at is not None:
            del items[at]
        elif after is not None and at is None:
            items.append(styled(after, like=items[-1] if items else None))
        elif after is not None and at is not None:
            _write(items[at], shape, after)
    return {**texts, file: dump(tree)}


def path_of(texts: Texts, shape: Shape, name: str) -> Steps:
    """Where the item stands in its file, or would stand if it were new."""
    file = shape.file_of(name)
    if shape.within is None:
        return ()
    names = [one for one, _ in _items(file, held(texts[file]), shape)]
    return shape.within, names.index(name) if name in names else len(names)


def differences(file: str, before: str | None, after: str | None) -> Iterator[Difference]:
    """What differs between two texts of a file, item by item."""
    trees = [load(text) if text else CommentedMap() for text in (before, after)]
    for shape in SHAPES.values():
        if shape.file_of(PurePosixPath(file).stem) == file:
            old, new = ({} if not tree else dict(_items(file, tree, shape)) for tree in trees)
            for name in dict.fromkeys([*old, *new]):
                if old.get(name) != new.get(name):
                    yield Difference(shape, name, old.get(name), new.get(name))


def over(made_from: Mapping[str, Any], after: Data, now: Data) -> Data:
    """What somebody changed, over what stands there now: a field that they left alone follows the others."""

    def own(field: str) -> bool:
        left, here = (json.dumps(item.get(field), default=str) for item in (made_from, after))
        return left != here

    chosen = ((field, after if own(field) else now) for field in dict.fromkeys([*after, *now]))
    return {field: item[field] for field, item in chosen if field in item}


def written(item: Data | None) -> str:
    """An item as YAML, empty for none."""
    return dump(styled(item)) if item is not None else ""


def unwritten(text: str) -> Data | None:
    """The item that `written` wrote."""
    found: Data | None = plain(load(text)) if text else None
    return found


def _items(file: str, tree: CommentedMap, shape: Shape) -> Iterator[tuple[str, Data]]:
    items = [tree] if shape.within is None else tree.get(shape.within, [])
    for at, item in enumerate(items):
        yield shape.name_of(file, item, at), shape.data(item)


def _write(tree: CommentedMap, shape: Shape, after: Data) -> None:
    """Touches only the fields that change, so that the comments beside the others stay."""
    place = 0
    for field, info in fields(shape.model).items():
        if field not in after:
            if field in tree and plain(tree[field]) != info.default:
                del tree[field]
        elif field not in tree:
            tree.insert(place, field, styled(after[field]))
        elif plain(tree[field]) != after[field]:
            tree[field] = styled(after[field], like=tree[field])
        if field in tree:
            place = list(tree).index(field) + 1
