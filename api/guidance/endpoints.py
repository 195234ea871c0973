"""Guidance for anyone who asks: no sign-in, nothing stored. Its files are for programs with a key."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.db import SessionDep
from api.errors import NotFound
from api.guidance import overview, service
from api.guidance.contracts import GuidanceFile, TopicFound, TopicOut
from api.staff.bearer import REFUSALS, Program

router = APIRouter(prefix="/api/v1/topics", tags=["guidance"])
keyed = APIRouter(prefix="/api/v1/guidance", tags=["guidance"], responses=REFUSALS)


@keyed.get("")
def read_files(session: SessionDep, _: Program) -> list[GuidanceFile]:
    """The files that are published, by name: what the console's copy of the guidance holds."""
    return [GuidanceFile(name=name, text=text) for name, text in sorted(overview.texts(session).items())]


@router.get("", response_model=list[TopicFound])
def find_topics(
    session: SessionDep, search: Annotated[str, Query(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
) -> list[service.Summary]:
    return service.search(session, search)


@router.get("/{slug}", response_model=TopicOut)
def read_topic(session: SessionDep, slug: Annotated[str, Path(pattern="^[a-z-]+$")]) -> service.Answer:
    found = service.answer(session, slug)
    if found is None:
        raise NotFound("There is no guidance under that name. Search with ?search= and a few words.")
    return found
