"""A topic, a card or a threshold result as an answer, with its doubts said."""

from collections.abc import Iterable, Sequence

from api.guidance.model import Answer, MenuItem
from api.guidance.pack import Card, SourceUse, Topic
from api.guidance.rendering import (
    Facts,
    duty_line,
    fill,
    links,
    listed,
    named,
    open_first,
    paragraphs,
    reaches,
    reaches_now,
    source_refs,
    ways,
)


def topic_texts(topic: Topic) -> list[str]:
    """Everything in a topic that may name a contact."""
    return [topic.text, *topic.steps, *(duty.text for duty in topic.duties)]


def of_topic(
    topic: Topic, related: Sequence[MenuItem], facts: Facts, lead: str = "", lends: Sequence[Topic] = ()
) -> Answer:
    """`lead` stands before the topic's own text; `lends`: topics whose duties and doubts are told too."""
    told = [*lends, topic]
    first, last, keys = "", reaches(topic.contacts, facts), topic.contacts
    if topic.open_first:
        first, last, keys = reaches_now(keys, facts), "", open_first(keys, facts)
    body = [
        lead,
        first,
        topic.text,
        *(duty_line(duty, facts) for one in told for duty in one.duties),
        listed(topic.steps),
        last,
    ]
    return finished(
        slug=topic.slug,
        title=topic.title,
        body=body,
        uses=topic.sources,
        related=related,
        facts=facts,
        keys=keys,
        confirmed=all(one.confirmed for one in told) and _spread_confirmed(topic, facts),
        overdue=any(one.review_by < facts.today for one in told),
        note=topic.note or "",
        # "Check with the business unit" would put a doubt beside a helpline that a child reads.
        aloud=topic.audiences == ["practitioner"],
    )


def _spread_confirmed(topic: Topic, facts: Facts) -> bool:
    """Whether the levels and stages that a topic spreads out are all confirmed."""
    spread = {name for text in topic_texts(topic) for name in named(text)}
    levels = facts.levels if "levels" in spread else ()
    stages = facts.stages if "stages" in spread else ()
    return all(level.confirmed for level in levels) and all(stage.confirmed for stage in stages)


def of_card(card: Card, facts: Facts, language: str) -> Answer:
    """A help card. Its doubts are never said aloud: they would stand beside a number that a child reads."""
    return finished(
        slug=card.topic,
        title=card.title,
        body=[card.text],
        uses=card.sources,
        related=(),
        facts=facts,
        keys=[],
        confirmed=card.approved_by is not None,
        overdue=card.review_by < facts.today,
        aloud=False,
        language=language,
    )


def finished(
    *,
    slug: str,
    title: str,
    body: Iterable[str],
    uses: Sequence[SourceUse],
    related: Sequence[MenuItem],
    facts: Facts,
    keys: Sequence[str],
    confirmed: bool,
    aloud: bool,
    overdue: bool = False,
    note: str = "",
    language: str = "en",
) -> Answer:
    """The answer with every name filled in; `aloud` says whether its doubts end the text."""
    text = paragraphs(body)
    shown = [facts.contacts[key] for key in dict.fromkeys([*keys, *named(text)]) if key in facts.contacts]
    sources = [facts.sources[use.source] for use in uses]
    sure = (
        confirmed
        and all(contact.confirmed for contact in shown)
        and all(source.confirmed for source in sources)
    )
    late = overdue or any(source.review_by and source.review_by < facts.today for source in sources)
    if aloud:
        doubts = [facts.phrases.unconfirmed] * (not sure) + [facts.phrases.overdue] * late
        text = paragraphs([text, *doubts])
    return Answer(
        slug=slug,
        title=title,
        text=fill(text, facts),
        sources=source_refs(uses, facts),
        related=tuple(related),
        # A child's card has its numbers in its words, and its links in its language.
        links=ways(shown, facts) if aloud else links(shown),
        unconfirmed=not sure,
        overdue=late,
        note=fill(note, facts),
        language=language,
    )
