"""Differences between groups on the page of findings, and the way from a finding to an action."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from sqlalchemy import Engine

from api.db import transaction
from api.findings.protection import Counted, protect
from api.findings.published import Crossing, Group, Published
from api.findings.tables import SnapshotRow
from api.waves.tables import WaveRow
from tests.api.console.conftest import Browser

CHOICES = [("safe", "Safe"), ("not_safe", "Not safe")]
SIZES = {"girls": {"safe": 40, "not_safe": 110}, "boys": {"safe": 230, "not_safe": 40}, "others": {"safe": 6}}


def freeze(engine: Engine, wave: WaveRow) -> None:
    """Findings of the wave in which one group differs, and one is too small."""

    def counted(counts: dict[str, int]) -> Counted:
        return Counted("safe_home", "How safe at home?", CHOICES, False, None, sum(counts.values()), counts)

    groups = [Group(value=name, label=name, table=protect(counted(of))) for name, of in SIZES.items()]
    whole = {value: sum(of.get(value, 0) for of in SIZES.values()) for value, _ in CHOICES}
    crossing = Crossing(
        key="safe_home",
        label="How safe at home?",
        by="sex",
        by_label="What is your sex?",
        characteristic="sex",
        groups=tuple(groups),
    )
    with transaction(engine) as session:
        row = SnapshotRow(id=uuid4(), wave_id=wave.id, number=1, taken=date(2026, 11, 22), published={})
        published = Published(
            id=row.id,
            number=1,
            taken=row.taken,
            final=True,
            title=wave.title,
            audience=wave.audience,
            survey=wave.survey,
            version=wave.version,
            first_week=None,
            last_week=None,
            asked=None,
            answered=None,
            tables=(protect(counted(whole)),),
            tone=(),
            crossings=(crossing,),
        )
        row.published = published.model_dump(mode="json")
        session.add(row)


async def test_a_difference_is_told_and_what_is_missing_is_explained(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    freeze(stocked, wave)
    page = (await unit.get(f"/console/findings/{wave.id}")).text
    said = "About 73% of those who said “girls” to “What is your sex?” answered “Not safe”."
    assert f"“How safe at home?” {said} Of all others that are shown about 15% did." in page
    assert "Newcombe" in page
    assert "“What is your sex?” Not shown: “others”. At least 20 of them have to answer" in page
    assert "No answers are told apart by age, disability, gender reassignment" in page


async def test_an_action_begins_at_the_question_that_it_answers(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    freeze(stocked, wave)
    link = f"/console/actions/new?wave={wave.id}&amp;question=safe_home"
    assert f'href="{link}">How safe at home?</a>' in (await unit.get(f"/console/findings/{wave.id}")).text
    form = (await unit.get(link.replace("&amp;", "&"))).text
    assert "Findings of “Made-up group”: How safe at home?" in form
    assert 'name="question" value="safe_home"' in form
