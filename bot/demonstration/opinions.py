"""Waves that made-up people answer, and those of the past closed as waves are."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from api import clock
from api.db import transaction
from api.findings import service as findings
from api.waves import catalogue, closing, placing
from api.waves import service as waves
from api.waves.service import Plan
from api.waves.tables import WaveRow, WaveState
from bot.demonstration.answering import Somebody
from bot.demonstration.scene import Scene
from bot.demonstration.words import words
from bot.demonstration.year import Opening

AT_ONCE = 4  # people who answer at the same time: the database works while Python does
WEEKS = 3
# Steps of the progress: one is a person who answers.
COUNTED, PRINTED = 15.0, 10.0
INVITED = 1.3  # for each who answers


def steps(openings: Sequence[Opening]) -> float:
    """How many there are to take."""
    return sum(one.people + (COUNTED + PRINTED if one.people else 0) for one in openings)


def hold(scene: Scene, openings: Sequence[Opening]) -> dict[str, WaveRow]:
    """Opens waves, lets people answer, closes those that are over and prints what may be known; by title."""
    held = [(opening, plan(scene, opening)) for opening in openings]
    for opening, wave in held:
        _answered(scene, opening, wave)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(partial(_counted, scene), *zip(*held, strict=True)))
    over = [(opening, wave) for opening, wave in held if opening.past]
    if over:
        closing.rewrite(scene.base.engine)
    for opening, wave in over:
        closing.seal(scene.base.engine, wave.id, _last_day(opening))
    with transaction(scene.base.engine) as session:
        unprinted = findings.without_papers(session)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(partial(_printed, scene), unprinted))
    return {opening.title: wave for opening, wave in held}


def plan(scene: Scene, opening: Opening) -> WaveRow:
    """The wave, as it was planned in the morning on which it opened."""
    base, now = scene.base, clock.now()
    with transaction(base.engine) as session:
        asked = catalogue.newest(session, opening.survey)
        earlier = placing.earlier(session, now) if opening.again else []
        before = next((one for one in earlier if one.survey == opening.survey), None)
        wanted = Plan(
            title=opening.title,
            watched=opening.watched,
            languages=asked.languages,
            invited=round(opening.people * INVITED) or None,
            setting_kind=opening.setting_kind,
            place=before.place if before else None,
            entry=opening.entry,
            opens=opening.opens,
            closes=opening.closes,
        )
        wave = waves.plan(session, base.keys, asked, wanted, min(opening.opens, now))
        if opening.codes:
            waves.add_codes(session, base.keys, wave, opening.codes)
        return wave


def _answered(scene: Scene, opening: Opening, wave: WaveRow) -> None:
    """In three weeks; what has been sent in one of them is settled in it."""

    def somebody() -> Somebody:
        own = random.Random(scene.chance.random())
        return Somebody(opening.survey, wave.languages, opening.mood, own)

    worries = words()["worries"]["now"] if opening.watched else []
    people = [
        partial(somebody().answers, scene.desk, wave.code, worry)
        for worry in [*worries, *[None] * (opening.people - len(worries))]
    ]
    share = -(-len(people) // WEEKS) or 1
    for week, start in enumerate(range(0, len(people), share)):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda answers: answers(), people[start : start + share]):
                scene.done(1)
        day = min(opening.opens.date() + week * timedelta(days=7), scene.today)
        closing.settle(scene.base.engine, scene.base.keys, wave.id, day, closing=False)


def _counted(scene: Scene, opening: Opening, wave: WaveRow) -> None:
    """The steps of closing up to the last two, which are done once for all; of an open wave its numbers."""
    engine, keys, day = scene.base.engine, scene.base.keys, _last_day(opening)
    if opening.past:
        with transaction(engine) as session:
            waves.move(waves.get(session, wave.id), WaveState.CLOSING, day)
        closing.settle(engine, keys, wave.id, day, closing=True)
    if opening.people:
        closing.take_snapshot(engine, keys, wave.id, min(day, scene.today), closing=opening.past)
        scene.done(COUNTED)
    if opening.past:
        closing.forget(engine, keys, wave.id)


def _printed(scene: Scene, snapshot: UUID) -> None:
    with transaction(scene.base.engine) as session:
        findings.store_papers(session, snapshot)
    scene.done(PRINTED)


def _last_day(opening: Opening) -> date:
    return opening.closes.date() if opening.closes else opening.opens.date()
