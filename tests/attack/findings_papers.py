"""Reads back the papers of a partnership: page, PDF and Word of each report, and what is told of comments.

A paper may say what is published, sums of people in steps of ten, shares of these, and how many waves are
in it.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import SimpleNamespace
from zipfile import ZipFile

import pypdfium2
from lxml import etree  # type: ignore[import-untyped]

from api.console import TEMPLATES
from api.findings import equality
from api.findings.chart import pictures
from api.findings.published import Published, Table
from api.meaning.words import words as of_meaning
from api.pages.environment import create_pages
from api.papers import printing
from api.reports.front import asked_to_begin_with, changed_to_begin_with, said_to_begin_with
from api.reports.material import Material, Part, Silent
from api.reports.paper import paper, title, to_draw
from api.reports.shifts import compared, shifts
from api.reports.tables import FigureRow, ReportKind, ReportRow
from tests.attack.findings_made import TODAY, Partnership
from tests.attack.findings_read import RULES, SHARE, SYMBOL, WHOLE, text

FILES: tuple[printing.Kind, ...] = ("pdf", "docx")
REPORTS = 6
"""Of three waves: one on each, and on all of them for the quarter, the year and the scrutineer."""
_MONTHS = "January February March April May June July August September October November December"
_DAY = re.compile(rf"\b(\d{{1,2}} )?({_MONTHS.replace(' ', '|')})( \d{{4}})?\b")
_SPAN = re.compile(r"\b\d{1,2} to (?=\d{1,2} [A-Z])|\b\d+ / \d+\b")
"""Days, and the number of a sheet."""
STEPS = (10, 100)
"""In words on steps of ten, and on rows that need not add up to 100%."""


@dataclass(frozen=True)
class Report:
    """One report, as it stands before anybody has changed a word of it."""

    row: ReportRow
    material: Material


def reports(one: Partnership) -> Iterator[Report]:
    """On each wave, the later ones held against the one before; on all of them: quarter, year, scrutiny."""
    parts = [_part(one, wave) for wave in range(len(one.case.waves))]
    before: Material | None = None
    for part in parts:
        material = _since(before, Material(parts=(part,)))
        yield _report(ReportKind.WAVE, material)
        before = material
    pools = tuple(pool.published for pool in one.case.pools[-1:])
    silent = (Silent(title="A wave of nobody", closed=TODAY),)
    every = Material(parts=tuple(parts), practitioners=(parts[0],), pools=pools, silent=silent)
    for kind in (ReportKind.QUARTER, ReportKind.YEAR, ReportKind.SCRUTINY):
        yield _report(kind, every)


def _part(one: Partnership, wave: int) -> Part:
    published = one.case.waves[wave][-1]
    about = {crossing.by for crossing in published.crossings}
    return Part(
        wave_id=published.id,
        setting="a school",
        kind="School",
        area="North",
        spoken=tuple(about)[:1],
        languages=("en",),
        closed=TODAY,
        published=published,
        meaning=one.meaning[wave],
    )


def _since(before: Material | None, now: Material) -> Material:
    if before is None:
        return now
    found = {"since": TODAY, "compared": compared(before, now), "moved": tuple(shifts(before, now))}
    return now.model_copy(update=found)


def _report(kind: ReportKind, material: Material) -> Report:
    row = ReportRow(
        kind=kind,
        about="",
        title=title(kind, material, "July to September 2026"),
        first=date(2026, 7, 1),
        last=date(2026, 9, 30),
        waves=[],
        snapshots=[],
        said=said_to_begin_with(material),
        changed=changed_to_begin_with(material),
        asked=asked_to_begin_with(material),
        counted=TODAY,
        material={},
        author="Ann Example",
    )
    return Report(row, material)


def texts(report: Report, files: Iterable[printing.Kind] = ()) -> Iterator[tuple[str, str]]:
    """All that a report says: its charts, its page, its files; and what the console says of the comments."""
    figures = {}
    for one in to_draw(report.row.kind, report.material):
        svg, png = pictures(one.chart)
        figures[one.name] = FigureRow(report_id=report.row.id, name=one.name, svg=svg.decode(), png=png)
        yield f"chart {one.name}", f"{one.chart.conclusion} {text(svg.decode())}"
    made = paper(report.row, report.material, "Made up", figures)
    env = create_pages([TEMPLATES], partnership="Made up").env
    yield "page", text(env.get_template("console/paper.html").render(paper=made, pictures="/here"))
    for part in report.material.parts:
        wave = SimpleNamespace(audience=part.published.audience)
        page = env.get_template("console/comments_meaning.html")
        yield "comments", text(page.render(meaning=part.meaning, say=of_meaning(), wave=wave))
    for kind in files:
        yield kind, _read(printing.printed(kind, made), kind)


def _read(body: bytes, kind: printing.Kind) -> str:
    if kind == "docx":
        return word(body)
    with pypdfium2.PdfDocument(body) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


def word(body: bytes) -> str:
    """All that a Word file says: its words, what stands for its pictures and tables, and its properties."""
    said = list[str]()
    with ZipFile(io.BytesIO(body)) as file:
        for name in file.namelist():
            if name.endswith(".xml") and not name.startswith(("word/styles", "word/theme")):
                said += _of_part(etree.fromstring(file.read(name)))
    return " ".join(said)


def _of_part(root: etree._Element) -> Iterator[str]:
    for line in root.iter("{*}p"):
        yield "".join(line.itertext("{*}t"))
    for picture in root.iter("{*}docPr"):
        yield from (picture.get(told, "") for told in ("descr", "title"))
    for alone in root.iter("{*}tblCaption", "{*}tblDescription"):
        yield from alone.attrib.values()
    for fact in root.iter("{*}title", "{*}subject", "{*}description", "{*}keywords", "{*}category"):
        yield fact.text or ""


def strange(said: str, report: Report) -> set[int]:
    """Whole numbers in what people read that are neither published nor made of that."""
    told = report.material
    every = [*(part.published for part in told.every_part), *told.pools]
    said = " ".join(said.split())  # a PDF breaks its lines anywhere
    for words in _attack(every):
        said = said.replace(words, " ")
    bare = _SPAN.sub(" ", _DAY.sub(" ", SYMBOL.sub(" ", said)))
    numbers, shares = ({int(one) for one in found.findall(bare)} for found in (WHOLE, SHARE))
    return (numbers - _numbers(report, every)) | (shares - _shares(told, every))


def _attack(every: Iterable[Published]) -> Iterator[str]:
    """What a paper says of the attack, whose numbers stand for nobody."""
    audits = [one.audit for one in every if one.audit is not None]
    yield f" {sum(audit.tried for audit in audits):,} hidden numbers"
    yield from {f" {audit.narrowest} whole numbers" for audit in audits}
    yield f" {sum(len(audit.withheld) for audit in audits)} tables were left out"


def _numbers(report: Report, every: Sequence[Published]) -> set[int]:
    """Of people and comments; and how many waves there are, which the scrutineer's pack says by place."""
    told = report.material
    tables, tones = list(_tables(told)), [tone for part in told.every_part for tone in part.meaning.tone]
    known = {1, *RULES, *STEPS} | {number for tone in tones for number in (tone.within, tone.trust.labels)}
    known |= {table.base for table in tables if table.base is not None}
    known |= {cell.shown for table in tables for cell in table.cells if cell.shown is not None}
    for people in ([one.asked or 0 for one in every], [one.answered or 0 for one in every]):
        # Any of them together.
        known |= {sum(some) for size in range(1, len(people) + 1) for some in combinations(people, size)}
    if report.row.kind == ReportKind.SCRUTINY:
        return known.union(range(len(told.every_part) + 1))
    return known if report.row.kind == ReportKind.WAVE else known | {len(told.parts)}


def _shares(told: Material, every: Sequence[Published]) -> set[int]:
    """Of published tables, and of those who were asked; groups that differ are read off published numbers."""
    known = {cell.percent for table in _tables(told) for cell in table.cells if cell.percent is not None}
    came = [(one.answered, one.asked) for one in every]
    known |= {round(100 * answered / asked) for answered, asked in came if answered and asked}
    differing = " ".join(line for one in every for line in equality.said(one))
    return known | {int(number) for number in SHARE.findall(differing)} | {100}


def _tables(told: Material) -> Iterator[Table]:
    for one in (*(part.published for part in told.every_part), *told.pools):
        yield from one.tables
        for crossing in one.crossings:
            yield from (group.table for group in crossing.groups)
    for part in told.every_part:
        yield from (tone.table for tone in part.meaning.tone)
        yield from (themes.table for themes in part.meaning.themes)
