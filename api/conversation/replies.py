"""From what guidance knows to what Heard says."""

from typing import Literal

from api.conversation.contracts import Link, Option, Reply, Source
from api.guidance.service import Answer, MenuItem


def options(items: list[MenuItem] | tuple[MenuItem, ...]) -> list[Option]:
    """Menu items as things to tap; their value is the topic's slug."""
    return [Option(label=item.label, value=item.slug) for item in items]


def reply_of(answer: Answer, signpost: Literal["immediate", "support"] | None = None) -> Reply:
    """A piece of guidance as a reply, with its sources and where to go next."""
    return Reply(
        text=answer.text,
        topic=answer.slug,
        signpost=signpost,
        choices=options(answer.related),
        sources=[
            Source(
                title=source.title,
                section=source.section,
                version=source.version,
                reviewed=source.reviewed,
                review_by=source.review_by,
            )
            for source in answer.sources
        ],
        links=[Link(label=link.label, url=link.url) for link in answer.links],
        note=answer.note or None,
    )
