"""A form made from the model of an item: its fields, what was typed into them, and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from api.console.guidance_typed import DATE, Typed, flat_model, kind_of, rows_of
from api.console.guidance_words import of_choice, of_field, words
from api.guidance.items import fields

# Empty rows that wait below those that are filled.
SPARE = 2
OPEN = ("", "always", "hours", "outside")


@dataclass(frozen=True)
class Field:
    """One field as it is drawn, or a group of them; `parts` of rows are groups."""

    id: str
    kind: str
    label: str
    hint: str = ""
    value: Any = ""
    rows: int = 0
    tick: str = ""
    options: Sequence[tuple[str, str]] = ()
    parts: Sequence["Field"] = ()
    fixed: bool = False


@dataclass(frozen=True)
class Form:
    """The form of one kind of item. `names`: short name and title of the items of each kind.

    `fixed`: fields that tell the item from others, which stay as they are.
    """

    kind: str
    model: type[BaseModel]
    names: Mapping[str, Sequence[tuple[str, str]]]
    fixed: frozenset[str] = frozenset()

    def typed(self, item: Mapping[str, Any]) -> dict[str, list[str]]:
        """The form as it would have been filled in for an item."""
        return dict(flat_model(self.model, "", item))

    def fields(self, typed: Typed) -> list[Field]:
        """What is drawn."""
        return list(self._fields(self.model, (), typed))

    def _fields(self, model: type[BaseModel], above: tuple[str, ...], typed: Typed) -> Iterator[Field]:
        for name, info in fields(model).items():
            yield self._field((*above, name), info.annotation, typed)

    def _field(self, steps: tuple[str, ...], annotation: Any, typed: Typed) -> Field:
        kind, inner, optional = kind_of(annotation)
        name = "-".join(steps)
        said = of_field(self.kind, tuple(step for step in steps if not step.isdecimal()))
        common = {
            "id": name,
            "label": said["label"],
            "hint": said.get("hint", ""),
            "fixed": name in self.fixed,
        }
        values = list(typed.get(name, ()))
        if kind in ("group", "rows", "hours"):
            return self._nested(kind, inner, steps, typed, common)
        if kind == "date":
            value: Any = [(part, " ".join(typed.get(f"{name}-{part}", ()))) for part in DATE]
        elif kind in ("tick", "choices"):
            value = values
        else:
            value = "\n".join(values)
        options: list[tuple[str, str]] = []
        if kind in ("choice", "choices"):
            options = [(str(one), of_choice(one, steps[-1])) for one in inner]
        elif chosen := said.get("choose"):
            kind, options = "choice", list(self.names.get(chosen, ()))
            if value and value not in dict(options):
                options.append((value, value))
        if kind == "choice" and (optional or not value):
            options = [("", ""), *options]
        rows = said.get("rows", 4 if kind in ("lines", "pairs") else 0)
        if kind == "line" and (rows or "\n" in value):
            kind, rows = "text", rows or 4
        hint = said.get("see") and self.names.get(said["see"], ())
        return Field(
            **common, kind=kind, value=value, rows=rows, tick=said.get("tick", said["label"]),
            options=options or hint or (),
        )  # fmt: skip

    def _nested(
        self, kind: str, inner: Any, steps: tuple[str, ...], typed: Typed, common: dict[str, Any]
    ) -> Field:
        name = "-".join(steps)
        if kind == "group":
            return Field(**common, kind=kind, parts=list(self._fields(inner, steps, typed)))
        if kind == "rows":
            return Field(**common, kind=kind, parts=self._rows(inner, steps, typed))
        options = [(one, of_choice(one or "unknown")) for one in OPEN]
        other = Field(
            f"{name}-outside", "choice", words()["outside"], value="".join(typed.get(f"{name}-outside", ())),
            options=[("", ""), *self.names.get("contact", ())],
        )  # fmt: skip
        rows = Field(
            f"{name}-hours", "rows", of_choice("hours"), parts=self._rows(inner, (name, "hours"), typed)
        )
        value = "".join(typed.get(name, ()))
        return Field(**common, kind=kind, value=value, options=options, parts=[rows, other])

    def _rows(self, inner: type[BaseModel], steps: tuple[str, ...], typed: Typed) -> list[Field]:
        name = "-".join(steps)
        label = of_field(self.kind, tuple(step for step in steps if not step.isdecimal()))["label"]
        filled = max((row + 1 for row in rows_of(name, typed)), default=0)
        return [
            Field(
                f"{name}-{row}", "group", f"{label} {row + 1}",
                parts=list(self._fields(inner, (*steps, str(row)), typed)),
            )
            for row in range(filled + SPARE)
        ]  # fmt: skip
