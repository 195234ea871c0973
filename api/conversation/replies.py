"""From what guidance knows to what Heard says."""

from collections.abc import Sequence
from typing import Literal

from api import clock
from api.conversation.contracts import Link, Option, Reply, Source
from api.conversation.words import say
from api.guidance import escalation
from api.guidance.service import Answer, MenuItem
from api.reminders import service as reminders

REMIND = ":remind"
# Beside the page on escalation: the journey that asks where somebody is.
CLOCK = "escalation-clock"
# Beside the page on raising issues: the two short conversations that hand one in, and what became of it.
RAISE, RAISED = ":raise", ":raised"
# ":reply TOKEN": an issue that answers the broadcast whose copy a token leads to.
REPLY = ":reply"
_RAISING = "raise-issue"


def options(items: Sequence[MenuItem]) -> list[Option]:
    """Menu items as things to tap; their value is the topic's slug."""
    return [Option(label=item.label, value=item.slug) for item in items]


def reply_of(answer: Answer, signpost: Literal["immediate", "support"] | None = None) -> Reply:
    """A piece of guidance as a reply, with its sources and where to go next."""
    return Reply(
        text=answer.text,
        topic=answer.slug,
        signpost=signpost,
        choices=[*_journey(answer), *options(answer.related)],
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


def reply_of_stage(at: escalation.Standing) -> Reply:
    """Where somebody is in the escalation policy, with a reminder to tap where its day is still to come."""
    now = clock.now()
    choices = options(at.answer.related)
    if at.due is not None and reminders.can_be_set(at.due, now):
        day = escalation.day_in_words(at.due, clock.here(now).date())
        label = say("labels.remind").format(day=day)
        choices = [Option(label=label, value=f"{REMIND} {at.stage} {at.due}"), *choices]
    return reply_of(at.answer).model_copy(update={"choices": choices})


def on_paper(reply: Reply, web: str) -> Reply:
    """With links to the pages that print it, where it ends a threshold check; `web` is their address."""
    if not reply.check:
        return reply
    pages = {"summary": "summary", "summary_pdf": "summary.pdf"}
    papers = [
        Link(label=say(f"labels.{name}"), url=f"{web.rstrip('/')}/{page}?{reply.check}")
        for name, page in pages.items()
    ]
    return reply.model_copy(update={"links": [*reply.links, *papers]})


def _journey(answer: Answer) -> list[Option]:
    if answer.slug == _RAISING:
        ways = {f"{RAISE} issue": "raise_issue", f"{RAISE} practice": "raise_practice", RAISED: "raised"}
        return [Option(label=say(f"labels.{name}"), value=value) for value, name in ways.items()]
    return [Option(label=say("labels.clock"), value=CLOCK)] if answer.slug == escalation.SLUG else []
