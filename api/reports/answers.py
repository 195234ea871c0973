"""The parts of a paper on what people answered: charts, tables, groups, and their own words."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain

from api.findings import equality
from api.findings.published import Published
from api.meaning.contracts import Meaning, ToneReading
from api.papers import blocks
from api.reports.material import Part
from api.reports.numbers import crossed, hidden, listed, questions, results, single, who
from api.reports.people import about, few, rules, short
from api.reports.words import span, words


def wave(where: str, part: Part, *, alone: bool) -> Iterator[blocks.Block]:
    """All that one wave says. `alone`: it is the only one of the paper."""
    say = words()["answers"]
    yield blocks.Heading(text=say["heading"] if alone else part.published.title)
    yield blocks.Paragraph(text=held(part.published), quiet=True)
    if part.published.answered is None:
        yield blocks.Paragraph(text=short(part.published))
        return
    yield from body(where, part.published)


def body(where: str, published: Published) -> Iterator[blocks.Block]:
    """What was answered, by whom, and which groups differ."""
    yield from results(where, questions(published), rules([published]))
    if own := who(published):
        yield blocks.Heading(text=words()["answers"]["who"], level=3)
        yield from (single(table) for table in own if table.base is not None)
        yield from hidden(own)
    yield from groups(published)


def held(published: Published) -> str:
    """Of how many, and when."""
    say = words()["answers"]
    answered = about(published.answered, few(published)).capitalize()
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
    if differing:
        yield blocks.Bullets(items=differing)
    else:
        yield blocks.Paragraph(text=say["none" if equality.compared(published) else "not_compared"])
    if unshown := tuple(equality.unshown(published)):
        yield blocks.Heading(text=say["unshown"], level=3)
        yield blocks.Bullets(items=unshown)


def annex(every: Sequence[Published]) -> Iterator[blocks.Block]:
    """Every question by every group that can be shown, for whoever wants to look it up."""
    for published in every:
        applied = rules([published])
        tables = [table for one in published.crossings if (table := crossed(one, applied)) is not None]
        if tables:
            yield blocks.Heading(text=words()["equality"]["tables"].format(by=published.title))
            yield from tables


def comments(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    """Tone with its band or why there is none, themes and quotes."""
    say = words()["comments"]
    yield blocks.Heading(text=say["heading"])
    told = [(part, list(_meaning(part.meaning))) for part in parts]
    quotes = list(_quotes(parts))
    if not quotes and not any(found for _, found in told):
        yield blocks.Paragraph(text=say["none"])
    for part, found in told:
        if found and len(parts) > 1:
            yield blocks.Heading(text=part.published.title, level=3)
        yield from found
    yield from quotes


def tones(parts: Sequence[Part]) -> list[ToneReading]:
    """Every tone that is shown."""
    return [one for part in parts for one in part.meaning.tone]


def _meaning(meaning: Meaning) -> Iterator[blocks.Block]:
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


def _quotes(parts: Sequence[Part]) -> Iterator[blocks.Block]:
    """By role alone: in which group somebody said it would tell more of them than their words do."""
    say = words()["comments"]
    for audience in dict.fromkeys(part.published.audience for part in parts):
        own = [part.meaning.quotes for part in parts if part.published.audience == audience]
        quotes = sorted(chain.from_iterable(own), key=lambda quote: (quote.theme, quote.words))
        if quotes:
            of_whom = words()["audiences"][audience]
            yield blocks.Heading(text=say["quotes_of"].format(audience=of_whom), level=3)
            yield blocks.Paragraph(text=say["quotes_note"], quiet=True)
        for quote in quotes:
            one = words()["one_of"][audience]
            who = f"{one}: {quote.theme.lower()}" if quote.theme else one
            yield blocks.Quote(words=quote.words, who=who, otherwise=say["quote_elsewhere"])
