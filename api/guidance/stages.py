"""The shape of escalation.yml: the stages of a disagreement between professionals, and their clocks."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.guidance.frame import Item, Kept, Key, SourceUse, Words


class Stage(Item):
    """A step of the escalation policy; `days` counts working days, empty when not known.

    `words`: what people call it when they type, each of which means this stage and no other.
    """

    key: Key
    name: Words
    who: Words
    words: list[Words] = []
    days: Annotated[int, Field(ge=1, le=100)] | None
    confirmed: bool


class Escalation(Kept):
    """escalation.yml. Who keeps the file keeps all stages.

    `text` comes first, whatever the stage. `not_begun`: what people say before the first stage. `steps` are
    what to write down; `note` is a record to copy, with gaps.
    """

    title: Words
    text: Words
    not_begun: list[Words]
    steps: list[Words]
    note: Words
    contacts: list[Key]
    related: list[Key]
    sources: Annotated[list[SourceUse], Field(min_length=1)]
    stages: Annotated[list[Stage], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_word_means_one_stage(self) -> Self:
        called = [word for stage in self.stages for word in (stage.name, *stage.words)] + self.not_begun
        seen: set[str] = set()
        for word in called:
            if word.casefold() in seen:
                raise ValueError(f"'{word}' stands at two stages, or twice at one")
            seen.add(word.casefold())
        return self
