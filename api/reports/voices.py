"""The parts of a paper on practitioners, on what was raised, and on what was done."""

from collections import Counter
from collections.abc import Iterator, Sequence

from api.actions.contracts import ActionLine
from api.actions.tables import ActionState
from api.actions.words import words as of_actions
from api.papers import blocks
from api.reports.answers import body, held
from api.reports.material import Issues, Material
from api.reports.numbers import single
from api.reports.people import short
from api.reports.words import months, said, words

OPEN = (ActionState.PLANNED, ActionState.UNDER_WAY)


def practitioners(material: Material) -> Iterator[blocks.Block]:
    """What they answered, and what they raised by themselves."""
    say = words()["practitioners"]
    if not material.practitioners and not material.issues:
        yield blocks.Heading(text=say["heading"])
        yield blocks.Paragraph(text=say["none"])
        return
    yield blocks.Heading(text=say["heading"])
    for place, part in enumerate(material.practitioners, 1):
        yield blocks.Heading(text=part.published.title, level=3)
        yield blocks.Paragraph(text=held(part.published), quiet=True)
        if part.published.answered is None:
            yield blocks.Paragraph(text=short(part.published))
        else:
            yield from body(f"p{place}", part.published)
    for one in material.issues:
        yield from _issues(one)


def actions(lines: Sequence[ActionLine]) -> Iterator[blocks.Block]:
    """What was done, what came of it, and what is past its day."""
    say = words()["actions"]
    yield blocks.Heading(text=say["heading"])
    if not lines:
        yield blocks.Paragraph(text=say["none"])
        return
    rows = tuple((one.title, f"{one.agency}, {one.owner}", said(one.due), state(one)) for one in lines)
    yield blocks.Table(caption=say["caption"], head=tuple(say["columns"]), rows=rows, numbers=False)
    evidence = tuple(f"{one.title}: {one.evidence}" for one in lines if one.evidence)
    if evidence:
        yield blocks.Heading(text=say["evidence"], level=3)
        yield blocks.Bullets(items=evidence)
    late = tuple(
        say["escalate_line"].format(title=one.title, agency=one.agency, owner=one.owner, day=said(one.due))
        for one in lines
        if one.to_escalate
    )
    if late:
        yield blocks.Heading(text=say["escalate"], level=3)
        yield blocks.Bullets(items=late)


def standing(lines: Sequence[ActionLine]) -> Iterator[blocks.Block]:
    """How many actions are in which state."""
    if not lines:
        return
    counted = Counter(one.state for one in lines)
    states = of_actions()["states"]
    yield blocks.Heading(text=words()["year"]["states"], level=3)
    yield blocks.Bullets(
        items=tuple(
            words()["year"]["state_line"].format(state=states[one], number=counted[one])
            for one in ActionState
            if counted[one]
        )
    )


def state(action: ActionLine) -> str:
    """Where it stands, in words."""
    where = str(of_actions()["states"][action.state])
    return f"{where}, {words()['actions']['late']}" if action.to_escalate else where


def _issues(issues: Issues) -> Iterator[blocks.Block]:
    say = words()["practitioners"]
    yield blocks.Heading(text=say["issues"].format(months=months(issues.first, issues.last)), level=3)
    yield blocks.Paragraph(text=say["issues_note"].format(version=issues.version), quiet=True)
    for table in issues.counts.tables:
        if table.base is not None:
            yield single(table, note=say["base"].format(base=table.base), first=say["what"])
    if not issues.raised:
        yield blocks.Paragraph(text=say["none_raised"])
        return
    items = []
    for one in issues.raised:
        first = one.words.partition("\n")[0].rstrip(".")
        items.append(say["line"].format(words=first, asked=one.asked) if one.asked else first)
    yield blocks.Bullets(items=tuple(items), numbered=True)
