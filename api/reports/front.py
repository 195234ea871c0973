"""The first page of a paper, which is read in two minutes; and what the form offers to begin it with."""

from collections.abc import Iterator, Sequence

from api.actions.tables import ActionState
from api.findings.reading import charts
from api.papers import blocks
from api.reports.answers import weeks_of
from api.reports.material import Material, Part
from api.reports.numbers import questions
from api.reports.people import about, answered
from api.reports.tables import ReportRow
from api.reports.words import said, span, words

MOST_MESSAGES = 5
OFFERED_ACTIONS = 6


def front(row: ReportRow, material: Material) -> Iterator[blocks.Block]:
    """Of how many, what they said, what has changed, what is asked."""
    say = words()["front"]
    yield blocks.Facts(pairs=tuple(_facts(material.parts or material.every_part)))
    yield blocks.Heading(text=say["said"])
    messages = lines(row.said)
    yield blocks.Bullets(items=messages) if messages else blocks.Paragraph(text=say["said_none"])
    yield blocks.Heading(text=say["changed"])
    yield blocks.Paragraph(text=row.changed or say["changed_none"])
    yield blocks.Box(title=say["asked"], items=lines(row.asked), otherwise=say["asked_none"])


def lines(typed: str) -> tuple[str, ...]:
    """One of a list for each line that is not empty, without the dash that may open it."""
    stripped = (line.strip().removeprefix("- ").strip() for line in typed.split("\n"))
    return tuple(line for line in stripped if line)


def said_to_begin_with(material: Material) -> str:
    """What the charts conclude, one of each wave in turn."""
    told = [list(_conclusions(part, alone=len(material.parts) == 1)) for part in material.parts]
    rounds = max(map(len, told), default=0)
    in_turn = [one[place] for place in range(rounds) for one in told if place < len(one)]
    return "\n".join(f"- {one}" for one in dict.fromkeys(in_turn[:MOST_MESSAGES]))


def _conclusions(part: Part, *, alone: bool) -> Iterator[str]:
    """Of several waves each says of whom it speaks."""
    for chart in charts(questions(part.published)):
        if alone:
            yield chart.conclusion
        else:
            yield words()["offers"]["of_wave"].format(title=part.published.title, conclusion=chart.conclusion)


def changed_to_begin_with(material: Material) -> str:
    """What has clearly moved, and which actions have."""
    say = words()
    if material.since is None:
        told = [say["front"]["first"]]
    elif material.moved:
        told = [f"- {one}" for one in material.moved]
    else:
        told = [
            say["front"]["none" if material.compared else "not_compared"].format(day=said(material.since))
        ]
    found = [
        say["offers"][one.state].format(title=one.title, agency=one.agency)
        for one in material.actions
        if one.state in (ActionState.DONE, ActionState.DROPPED)
        and any(step.state == one.state for step in one.moved)
    ]
    found += [
        say["offers"]["late"].format(title=one.title, agency=one.agency, day=said(one.due))
        for one in material.actions
        if one.to_escalate
    ]
    return "\n".join([*told, *found[:OFFERED_ACTIONS]])


def asked_to_begin_with(material: Material) -> str:
    """What is past its day is for the partners to decide."""
    late = [
        words()["offers"]["escalate"].format(title=one.title, agency=one.agency, day=said(one.due))
        for one in material.actions
        if one.to_escalate
    ]
    return "\n".join(f"- {one}" for one in late[:OFFERED_ACTIONS])


def _facts(parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    say = words()["facts"]
    if len(parts) == 1:
        published = parts[0].published
        yield about(published.asked, say["unknown"]), say["asked"]
        yield answered([published]), say["answered"]
        if weeks := weeks_of(published):
            yield weeks, say["weeks"]
        return
    yield str(len(parts)), say["groups"]
    yield answered([part.published for part in parts]), say["answered"]
    if parts:
        yield span(min(part.closed for part in parts), max(part.closed for part in parts)), say["closed"]
