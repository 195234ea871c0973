"""Closed waves with published numbers, made by the rules that protect real ones."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from api.actions.contracts import ActionLine, Moved
from api.actions.tables import ActionState
from api.db import transaction
from api.findings.protection import Counted, protect
from api.findings.published import Audit, Counts, Crossing, Group, Published, Table
from api.findings.tables import SnapshotRow
from api.meaning.contracts import Meaning, Quote, Scorer, ThemeReading, ToneReading, Trust
from api.reports.material import Issues, Material, Part, Raised
from api.waves.tables import WaveRow

SAFE = ("Very safe", "Quite safe", "Not very safe", "Not safe at all", "I don't know")
WAYS = ("More light", "Somebody to talk to", "A quiet room")
# In no rounded number and no percentage of these tables, so that they cannot be met by chance.
HOME, STREET = (71, 32, 11, 3, 11), (22, 47, 31, 13, 15)
AUTUMN = date(2026, 9, 14)
SCHOOL = uuid4()
Close = Callable[..., UUID]


def table(
    key: str, label: str, answers: Sequence[str], counts: Sequence[int], *, several: bool = False
) -> Table:
    """What is published of one question."""
    named = {str(place): count for place, count in enumerate(counts)}
    choices = list(zip(named, answers, strict=True))
    base = 128 if several else sum(counts)
    return protect(Counted(key, label, choices, several, None, base, named))


def safe(key: str, where: str, counts: Sequence[int]) -> Table:
    """How safe people feel somewhere."""
    return table(key, f"How safe do you feel {where}?", SAFE, counts)


def published(**more: Any) -> Published:
    """A snapshot of a wave of some 130 young people."""
    by_year = tuple(
        Group(value=year, label=year, table=safe("home", "at home", counts))
        for year, counts in (
            ("Year 8", (41, 17, 6, 2, 6)),
            ("Year 9", (30, 15, 5, 1, 5)),
            ("Year 10", (1,) * 5),
        )
    )
    facts: dict[str, Any] = {
        "id": uuid4(),
        "number": 1,
        "taken": AUTUMN,
        "final": True,
        "title": "Autumn 2026: years 7 to 13",
        "audience": "young_person",
        "survey": "Your Voice Matters",
        "version": "1",
        "first_week": date(2026, 8, 31),
        "last_week": date(2026, 9, 7),
        "asked": 170,
        "answered": 130,
        "tables": (
            safe("home", "at home", HOME),
            safe("street", "on the way to school", STREET),
            table("better", "What would make it better?", WAYS, (81, 43, 3), several=True),
            safe("few", "at the club", (5, 4, 3, 1, 1)),
        ),
        "crossings": (
            Crossing(
                key="home",
                label="How safe do you feel at home?",
                by="year",
                by_label="school year",
                characteristic="age",
                groups=by_year,
            ),
        ),
        "audit": Audit(rules="1/20/30", tried=24, rounds=1, withheld=(), narrowest=7),
    }
    return Published(**(facts | more))


def a_part(said: Published | None = None, **more: Any) -> Part:
    """A wave with comments that people have looked at."""
    tones = table("own", "", ("Positive", "Mixed or unclear", "Negative", "Not scored"), (41, 22, 31, 17))
    themes = table("own", "", ("Lights and streets", "Somebody to talk to"), (44, 21), several=True)
    facts: dict[str, Any] = {
        "wave_id": uuid4(),
        "setting": None,
        "kind": "A secondary school",
        "place": SCHOOL,
        "languages": ("en", "pl"),
        "closed": AUTUMN,
        "published": said or published(),
        "meaning": Meaning(
            taken=AUTUMN,
            tone=(
                ToneReading(
                    question="own",
                    label="What would you like to tell us?",
                    table=tones,
                    within=15,
                    scorer=Scorer.LEARNED,
                    trust=Trust(labels=210, textblob=0.74, vader=0.79, learned=0.88),
                ),
            ),
            themes=(ThemeReading(question="own", label="What would you like to tell us?", table=themes),),
            quotes=(Quote(id=uuid4(), question="own", theme="Lights", words="More lights would help."),),
            unchecked=("Why do you say so?",),
            mistrusted=("Who helped you?",),
        ),
    }
    return Part(**(facts | more))


def an_action(**more: Any) -> ActionLine:
    """One that is past its day."""
    facts: dict[str, Any] = {
        "id": uuid4(),
        "title": "Light the path behind the shops",
        "measure": "Fewer than a third feel unsafe there",
        "agency": "City council",
        "owner": "Head of streets",
        "lens": "Citizen",
        "priority": "high",
        "state": ActionState.UNDER_WAY,
        "due": date(2026, 8, 31),
        "origin": "",
        "evidence": "",
        "evidence_link": "",
        "moved": (),
        "to_escalate": True,
    }
    return ActionLine(**(facts | more))


def everything() -> Material:
    """All that a report can hold."""
    group = published(title="Policy in practice", audience="practitioner", crossings=())
    counts = Counts(
        first=date(2026, 7, 1),
        last=date(2026, 9, 30),
        tables=(table("theme", "By theme", ("Waiting", "Referrals"), (21, 16)),),
    )
    return Material(
        parts=(a_part(), a_part(published(title="Parents and carers", audience="parent", asked=None))),
        practitioners=(a_part(group, setting=None),),
        issues=(
            Issues(
                first=counts.first,
                last=counts.last,
                version=1,
                counts=counts,
                raised=(Raised(words="Families wait\nA month or more.", asked="To look at it."),),
            ),
        ),
        actions=(
            an_action(),
            an_action(
                title="Train first responders",
                state=ActionState.DONE,
                evidence="Nine of ten know whom to tell",
                to_escalate=False,
                moved=(Moved(date(2026, 9, 2), ActionState.DONE, ""),),
            ),
        ),
        since=date(2026, 6, 30),
        moved=("Comments are negative less often.",),
    )


@pytest.fixture
def close(stocked: Engine, open_wave: Callable[..., WaveRow]) -> Callable[..., UUID]:
    """Makes a wave that has closed, with what is published of it; None of it where `said` is None."""

    def closed(
        said: Published | None = None,
        day: date = AUTUMN,
        survey: str = "your_voice_matters",
        more: Mapping[str, Any] | None = None,
    ) -> UUID:
        wave = open_wave(survey)
        with transaction(stocked) as session:
            row = session.get_one(WaveRow, wave.id)
            row.state, row.opened, row.closed = "closed", date(day.year, day.month, 1), day
            for name, value in (more or {}).items():
                setattr(row, name, value)
            if said is not None:
                row.title = said.title
                session.add(
                    SnapshotRow(
                        id=said.id,
                        wave_id=wave.id,
                        number=1,
                        taken=said.taken,
                        published=said.model_dump(mode="json"),
                    )
                )
        return wave.id

    return closed
