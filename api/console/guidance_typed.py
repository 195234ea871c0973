"""From what was typed into a form to an item, and back: by the model of the item alone."""

import json
import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from starlette.requests import Request

from api.console.fields import line, paragraphs
from api.guidance.contact import Opening

Typed = Mapping[str, Sequence[str]]
"""What stands in the fields of a form, by their names."""
DATE = ("day", "month", "year")
MADE_FROM = "made-from"


class Reader:
    """`item` is what was typed, faulty or not; optional fields that say nothing are left out."""

    def __init__(self, model: type[BaseModel], typed: Typed) -> None:
        self._typed = typed
        # Which of the rows that were drawn are filled, by the name of the field.
        self._filled: dict[str, list[int]] = {}
        self.item = self._read_model(model, "")

    def id_of(self, path: Sequence[int | str]) -> str:
        """The field that a path into the item leads to."""
        found = ""
        for step in path:
            if isinstance(step, int):
                rows = self._filled.get(found)
                if rows is None:  # one of several lines in a box
                    break
                step = rows[step] if step < len(rows) else step
            elif found == "open" and step not in Opening.model_fields:
                # Which of the kinds of hours pydantic has tried.
                continue
            found = f"{found}-{step}" if found else str(step)
        return found.replace("open-", "open-hours-", 1) if found.startswith("open-") else found

    def _read_model(self, model: type[BaseModel], above: str) -> dict[str, Any]:
        found = {}
        for name, info in model.model_fields.items():
            value = self._read(f"{above}{name}", info.annotation)
            if info.is_required() or value != info.default:
                found[name] = value
        return found

    def _read(self, name: str, annotation: Any) -> Any:
        kind, inner, optional = kind_of(annotation)
        raw = [value for value in self._typed.get(name, ()) if value]
        text = paragraphs("\n".join(raw))
        nothing = None if optional else ""
        match kind:
            case "tick":
                return bool(raw)
            case "choices":
                return raw
            case "lines":
                return [one for one in map(line, text.split("\n")) if one]
            case "pairs":
                pairs = (one.partition(":") for one in text.split("\n") if one.strip())
                return {line(key): line(words) for key, _, words in pairs}
            case "number":
                return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text or nothing
            case "date":
                return _date(
                    [line(" ".join(self._typed.get(f"{name}-{part}", ()))) for part in DATE], nothing
                )
            case "group":
                value = self._read_model(inner, f"{name}-")
                return None if optional and not _says(name, self._typed) else value
            case "rows":
                return self._read_rows(name, inner)
            case "hours":
                return self._read_hours(name, inner, text)
            case _:
                return text or nothing

    def _read_rows(self, name: str, inner: type[BaseModel]) -> list[dict[str, Any]]:
        rows = self._filled[name] = rows_of(name, self._typed)
        return [self._read_model(inner, f"{name}-{row}-") for row in rows]

    def _read_hours(self, name: str, inner: type[BaseModel], chosen: str) -> Any:
        rows = self._read_rows(f"{name}-hours", inner)
        self._filled[name] = self._filled[f"{name}-hours"]
        match chosen:
            case "hours":
                # No hours at all would be a contact that is never open.
                return rows or ""
            case "outside":
                return {"outside": "".join(self._typed.get(f"{name}-outside", ()))}
            case _:
                return chosen or None


def made_from(typed: Typed) -> Mapping[str, Any]:
    """The item as it stood when the form was opened; empty where the form does not say so."""
    try:
        found = json.loads("".join(typed.get(MADE_FROM, ())) or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


async def of(request: Request) -> dict[str, list[str]]:
    """What a browser has sent, files left out."""
    form = await request.form()
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


def kind_of(annotation: Any) -> tuple[str, Any, bool]:
    """How a field is drawn, what it is made of, and whether it may be left empty."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        options = [one for one in get_args(annotation) if one is not type(None)]
        optional = len(options) < len(get_args(annotation))
        if len(options) > 1:
            return "hours", Opening, optional
        kind, inner, _ = kind_of(options[0])
        return kind, inner, optional
    if get_origin(annotation) is Literal:
        return "choice", get_args(annotation), False
    if get_origin(annotation) is dict:
        return "pairs", None, False
    if get_origin(annotation) is list:
        kind, inner, _ = kind_of(get_args(annotation)[0])
        return {"choice": "choices", "group": "rows"}.get(kind, "lines"), inner, False
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "group", annotation, False
    return {bool: "tick", int: "number", date: "date"}.get(annotation, "line"), None, False


def flat_model(
    model: type[BaseModel], above: str, item: Mapping[str, Any]
) -> Iterator[tuple[str, list[str]]]:
    """The fields of a form as they would have been filled in for an item."""
    for name, info in model.model_fields.items():
        given = item.get(name, None if info.is_required() else info.default)
        yield from _flat(f"{above}{name}", info.annotation, given)


def _flat(name: str, annotation: Any, value: Any) -> Iterator[tuple[str, list[str]]]:
    kind, inner, _ = kind_of(annotation)
    match kind:
        case "tick":
            yield name, ["yes"] * bool(value)
        case "choices":
            yield name, list(value or ())
        case "lines" if isinstance(value, list):
            yield name, ["\n".join(map(str, value))]
        case "pairs" if isinstance(value, dict):
            yield name, ["\n".join(f"{key}: {words}" for key, words in value.items())]
        case "date" if isinstance(value, date):
            yield from ((f"{name}-{part}", [str(getattr(value, part))]) for part in DATE)
        case "group" if isinstance(value, dict):
            yield from flat_model(inner, f"{name}-", value)
        case "rows" if isinstance(value, list):
            for row, one in enumerate(value):
                yield from _flat(f"{name}-{row}", inner, one)
        case "hours" if isinstance(value, list):
            yield name, ["hours"]
            yield from _flat(f"{name}-hours", list[Opening], value)
        case "hours" if isinstance(value, dict):
            yield from ((name, ["outside"]), (f"{name}-outside", [value["outside"]]))
        case "lines" | "pairs" | "date" | "group" | "rows":
            pass  # empty, or of a shape that an older Heard knew
        case _:
            yield name, [] if value is None else [str(value)]


def rows_of(name: str, typed: Typed) -> list[int]:
    """Which rows hold anything."""
    ahead = f"{name}-"
    rows = {one[len(ahead) :].partition("-")[0] for one in typed if one.startswith(ahead) and _is(typed[one])}
    return sorted(int(row) for row in rows if row.isascii() and row.isdecimal() and len(row) < 4)


def _says(name: str, typed: Typed) -> bool:
    return any(one.startswith(f"{name}-") and _is(values) for one, values in typed.items())


def _is(values: Sequence[str]) -> bool:
    return any(value.strip() for value in values)


def _date(parts: list[str], nothing: Any) -> Any:
    if not any(parts):
        return nothing
    try:
        day, month, year = (int(part) for part in parts)
        return date(year + 2000 if year < 100 else year, month, day)
    except (ValueError, OverflowError):
        return "/".join(parts)
