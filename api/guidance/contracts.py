"""What the guidance sends over the wire."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class FromModel(BaseModel):
    """Read from the frozen models of guidance."""

    model_config = ConfigDict(from_attributes=True)


class TopicSource(FromModel):
    """Where a topic comes from."""

    title: str
    section: str
    version: str
    reviewed: date | None
    review_by: date | None


class TopicLink(FromModel):
    """A way to something outside."""

    label: str
    url: str


class TopicItem(FromModel):
    """A topic to go on to."""

    slug: str
    label: str


class TopicFound(TopicItem):
    """A topic that a search found."""

    title: str
    opening: str


class TopicOut(FromModel):
    """A topic as a practitioner reads it."""

    slug: str
    title: str
    text: str
    sources: list[TopicSource]
    related: list[TopicItem]
    links: list[TopicLink]
    unconfirmed: bool
    overdue: bool


class GuidanceFile(BaseModel):
    """A file of the guidance, as it would be written into the program's folder."""

    name: str
    text: str
