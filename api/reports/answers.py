"""The parts of a paper on what people answered: charts, tables, groups, and their own words."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from api.findings import equality
from api.findings.published import Published
from api.meaning.contracts import Meaning, ToneReading
from api.papers import blocks
from api.reports.material import Part
from api.reports.numbers import about, crossed, hidden, listed, questions, results, single, who
from api.reports.words import span, words


def wave(where: str, part: Part, *, alone: bool) -> Iterator[blocks.Block]:
    """All that one wave says. `alone`: it is the only one of the paper."""
    say = words()["answers"]
    yield blocks.Heading(text=say["heading"] if alone else part.published.title)
    yield blocks.Paragraph(text=held(part.published), quiet=True)
    if part.published.answered is None:
        yield blocks.Paragraph(text=say["short"])
        return
    yield from body(where, part.published)


def body(where: str, published: Published) -> Iterator[blocks.Block]:
    """What was answered, by whom, and which groups differ."""
    yield from results(where, questions(published))
    if own := who(published):
        yield blocks.Heading(text=words()["answers"]["who"], level=3)
        yield from (single(table) for table in own if table.base is not None)
        yield from hidden(own)
    yield from groups(published)


def held(published: Published) -> str:
    """Of how many, and when."""
    say = words()["answers"]
    answered = about(published.answered, words()["few"]).capitalize()
    weeks = say["no_weeks"]
    if period := weeks_of(published):
        weeks = say["weeks"].format(span=period)
    if published.asked is None:
        return str(say["about_some"].format(answered=answered, weeks=weeks))
    asked = about(published.asked, "").capitalize()
    return str(say["about"].format(asked=asked, answered=answered.lower(), weeks=weeks))


def weeks_of(published: Published) -> str:
    """The weeks in which answers came in; the last is not over where the numbers were frozen in it."""
    if published.first_week is None or published.last_week is None:
        return ""
    last = min(published.last_week + timedelta(days=6), published.taken)
    return span(min(published.first_week, last), last)


def groups(published: Published) -> Iterator[blocks.Block]:
    """Who answered differently, and what could not be shown."""
    if not published.crossings:
        return
    say = words()["equality"]
    differing = tuple(equality.said(published))
    yield blocks.Heading(text=say["heading"], level=3)
    yield blocks.Bullets(items=differing) if differing else blocks.Paragraph(text=say["none"])
    if unshown := tuple(equality.unshown(published)):
        yield blocks.Heading(text=say["unshown"], level=3)
        yield blocks.Bullets(items=unshown)


def annex(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    """Every question by every group that can be shown, for whoever wants to look it up."""
    for part in parts:
        tables = [table for one in part.published.crossings if (table := crossed(one)) is not None]
        if tables:
            yield blocks.Heading(text=words()["equality"]["tables"].format(by=part.published.title))
            yield from tables


def comments(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    """Tone with its band or why there is none, themes and quotes."""
    say = words()["comments"]
    yield blocks.Heading(text=say["heading"])
    told = [(part, list(_meaning(part.meaning, part.published.audience))) for part in parts]
    if not any(found for _, found in told):
        yield blocks.Paragraph(text=say["none"])
    for part, found in told:
        if found and len(parts) > 1:
            yield blocks.Heading(text=part.published.title, level=3)
        yield from found


def tones(parts: Sequence[Part]) -> list[ToneReading]:
    """Every tone that is shown."""
    return [one for part in parts for one in part.meaning.tone]


def _meaning(meaning: Meaning, audience: str) -> Iterator[blocks.Block]:
    say = words()["comments"]
    for tone in meaning.tone:
        if tone.table.base is not None:
            note = say["tone_note"].format(base=tone.table.base, within=tone.within)
            caption = say["tone"].format(question=tone.label)
            yield single(tone.table, caption=caption, note=note, first=say["sound"], counted=say["count"])
    for labels, why in ((meaning.unchecked, "unchecked"), (meaning.mistrusted, "mistrusted")):
        if labels:
            yield blocks.Paragraph(text=say[why].format(questions=listed(labels)), quiet=True)
    for theme in meaning.themes:
        if theme.table.base is not None:
            note = say["themes_note" if theme.whole else "themes_some"]
            caption = say["themes"].format(question=theme.label)
            yield single(
                theme.table,
                caption=caption,
                note=note.format(base=theme.table.base),
                first=say["theme"],
                counted=say["count"],
            )
    if meaning.quotes:
        yield blocks.Paragraph(text=say["quotes_note"], quiet=True)
    for quote in meaning.quotes:
        who = words()["one_of"][audience]
        yield blocks.Quote(words=quote.words, who=f"{who}: {quote.theme.lower()}" if quote.theme else who)
