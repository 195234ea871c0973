"""P7, P8 and P10: exports and planned tables of many responses, with their groups, and what comments mean."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from api import clock, db
from api.findings import exchange, spreadsheet, workbook
from api.findings import service as findings
from api.findings.audit import audit
from api.findings.case import Case
from api.findings.numbers import protected
from api.findings.protection import people
from api.findings.published import Published
from api.findings.rules import FLOOR
from api.findings.tabulate import tabulate
from api.migrations import upgrade
from api.waves import catalogue, closing
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.service import Plan
from api.waves.tables import WaveState
from nlu.screen import prepare, screen
from surveys import xlsform
from surveys.model import Survey
from tests.bench import comments

ROOT = Path(__file__).parents[2]
SURVEY = ROOT / "surveys" / "definitions" / "your_voice_matters.md"
SIZES = (100_000, 200_000)
COMMENTS = 100_000
SCREENED = 10_000
RESPONSE = (
    "insert into response (id, wave_id, week, answers)"
    " values (gen_random_uuid(), :wave, :week, cast(:answers as jsonb))"
)
DIFFERENT = 5000
"""So many different people answer over and over: to make each anew would take longer than to count them."""


def measure(server: str, home: Path, postmaster: int) -> None:
    """Each size in a process of its own, so that its memory is its own."""
    print(
        "| what | responses | wall s | CPU s | MB before | peak MB |\n|---|---|---|---|---|---|", flush=True
    )
    for size in SIZES:
        for job in ("tables", "gate", "export"):
            _apart(job, size)
        _apart("closed", size, _filled(server, home, size))
    _apart("comments", COMMENTS)
    _apart("screen", SCREENED)


def _apart(job: str, size: int, *more: str) -> None:
    command = [sys.executable, "-m", "tests.bench.findings", job, str(size), *more]
    subprocess.run(command, cwd=ROOT, check=True)


def _filled(server: str, home: Path, size: int) -> str:
    """A database with one wave of so many responses that is closing; its address."""
    name, keys = f"heard_findings_{size}", KeyRing(home / "keys")
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    admin.dispose()
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    upgrade(url, keys)
    engine = db.connect(url)
    with db.transaction(engine) as session:
        catalogue.publish_folder(session, SURVEY.parent, clock.today())
        asked = catalogue.newest(session, SURVEY.stem)
        plan = Plan(title="Made up", watched=False, languages=asked.languages)
        wave = waves.plan(session, keys, asked, plan, clock.now())
        waves.move(wave, WaveState.CLOSING, clock.today())
        week = clock.today() - timedelta(days=clock.today().weekday())
        made = ({"wave": wave.id, "week": week, "answers": json.dumps(row)} for row in made_up(asked, size))
        while some := list(islice(made, 10_000)):
            session.execute(text(RESPONSE), some)
    engine.dispose()
    return url


def _close(url: str) -> None:
    """As the worker does it: counted from the database, attacked, and printed."""
    engine = db.connect(url, patient=True)
    with db.transaction(engine) as session:
        [wave] = waves.closing(session)
    with TemporaryDirectory() as folder:  # no key is needed but for the help cards, of which there are none
        closing.take_snapshot(engine, KeyRing(Path(folder)), wave.id, clock.today(), closing=True)
    with db.transaction(engine) as session:
        for snapshot in findings.without_papers(session):
            findings.store_papers(session, snapshot)


def made_up(survey: Survey, size: int) -> Iterator[Mapping[str, Any]]:
    """Answers as the database streams them, made from a fixed seed."""
    chance = Random(8)
    rows = [_somebody(survey, chance) for _ in range(min(size, DIFFERENT))]
    for at in range(size):
        yield rows[at % len(rows)]


def _somebody(survey: Survey, chance: Random) -> Mapping[str, Any]:
    return {
        question.key: question.names[int(len(question.names) * chance.random() ** 1.6)]
        for question in survey.questions
        if question.choices and chance.random() > 0.04
    }


def _published(survey: Survey, size: int) -> Published:
    """All planned tables and groups, protected: what P8 measures."""
    tally = tabulate(survey, made_up(survey, size))
    numbers = protected(tally, FLOOR)
    return Published(
        id=uuid4(),
        number=1,
        taken=clock.today(),
        final=True,
        title="Made up",
        audience=survey.audience,
        survey=survey.key,
        version=survey.version,
        first_week=None,
        last_week=None,
        asked=None,
        answered=people(tally.responses, numbers.tables, None),
        tables=numbers.tables,
        crossings=numbers.crossings,
        audit=numbers.audit,
    )


def _export(survey: Survey, size: int) -> None:
    published = _published(survey, size)
    for make in (spreadsheet.body, workbook.body, exchange.body):
        make(published)


def main(job: str, size: int, url: str = "") -> None:
    """One line of the table."""
    survey = xlsform.load(SURVEY)
    # Neither the making of answers nor of comments is counted: the first are made once, before.
    list(made_up(survey, DIFFERENT))
    said = comments.made_up(size) if job in ("comments", "screen") else []
    if job == "screen":
        prepare()
    published = _published(survey, size) if job == "gate" else None
    jobs: dict[str, tuple[str, Callable[[], object]]] = {
        "tables": ("P8: all planned tables and groups, protected", lambda: _published(survey, size)),
        "export": ("P7: counted, protected, as CSV, XLSX and JSON", lambda: _export(survey, size)),
        "gate": ("the attack before release", lambda: published and audit(Case(waves=((published,),)))),
        "closed": ("P7: a closing wave, from the database to its files", lambda: _close(url)),
        "comments": ("P10: tone, themes and redaction, two cores", lambda: comments.looked_at(said)),
        "screen": ("P10: the screen, comments one by one", lambda: [screen(one) for one in said]),
    }
    name, act = jobs[job]
    before, began, cpu = _peak(), time.perf_counter(), _cpu()
    act()
    wall, spent = time.perf_counter() - began, _cpu() - cpu
    print(
        f"| {name} | {size:,} | {wall:.2f} | {spent:.2f} | {before / 1024:.0f} | {_peak() / 1024:.0f} |",
        flush=True,
    )


def _peak() -> int:
    """KiB, of this process or the largest that it started. Its own is read from the process table: what
    `getrusage` calls its own begins with the size of the process that started it."""
    [line] = [one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM")]
    return max(int(line.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
