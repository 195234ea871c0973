"""What is wrong with an item that was typed, each fault at its field."""

from typing import Any

from pydantic import ValidationError

from api.console.guidance_typed import Reader
from api.console.guidance_words import of_field, words
from api.guidance import content, items
from api.guidance.changes import LONGEST_REASON
from api.guidance.content import ContentFault, Texts
from api.guidance.items import Data, Shape


def without_reason(reason: str) -> dict[str, str]:
    """A change without a reason is none."""
    return {} if 0 < len(reason) <= LONGEST_REASON else {"reason": words()["faults"]["reason"]}


def of_the_item(shape: Shape, reader: Reader, item: Data) -> dict[str, str]:
    """What the model of the item finds wrong, by field."""
    found: dict[str, str] = {}
    try:
        shape.model.model_validate(item)
    except ValidationError as errors:
        order: list[int | str] = ["", *items.fields(shape.model)]  # of the page
        for error in sorted(errors.errors(), key=lambda error: order.index([*error["loc"], ""][0])):
            path = tuple(error["loc"])
            found.setdefault(reader.id_of(path) or "form", _said(shape.kind, path, error))
    return found


def _said(kind: str, path: tuple[int | str, ...], error: Any) -> str:
    told, said = error["type"], words()["faults"]
    field = next((step for step in reversed(path) if isinstance(step, str)), "")
    label = of_field(kind, (field,))["label"] if field else ""
    if path and path[0] == "open":
        return str(said["open"])
    if told in ("missing", "string_too_short", "too_short", "literal_error") or error["input"] in ("", None):
        return f"{label}: {said['missing']}"
    if told == "string_pattern_mismatch":
        return f"{label}: {said['pattern']}"
    if told == "date_type":
        return f"{label}: {said['date']}"
    return content.said(path, error).replace(f"'{field}'", label)


def of_the_whole(
    texts: Texts, shape: Shape, name: str, reader: Reader, fault: ContentFault
) -> dict[str, str]:
    """What is wrong with it beside the others: at its field, or above the form."""
    here = items.path_of(texts, shape, name)
    found: dict[str, str] = {}
    for one in fault.faults:
        mine = one.file == shape.file_of(name) and one.path[: len(here)] == here
        field = reader.id_of(one.path[len(here) :]) if mine else ""
        short = reader.id_of(one.path) if len(one.path) == 1 else field
        found.setdefault(
            field or short or "form", one.fault if field or short else f"{one.file}: {one.fault}"
        )
    return found
