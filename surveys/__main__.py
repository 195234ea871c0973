"""`check FILE...` says everything that is wrong with a survey; `play FILE` puts it to you in the terminal."""

import argparse
import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from surveys import reading, xlsform
from surveys.errors import Fault, SurveyFault, where
from surveys.model import Survey
from surveys.play import play
from surveys.review import Remark, remarks

# Where nobody looks at the lines as they come, each stays one: so they can be searched.
_UNBROKEN = 1000
_READING_NOTE = (
    f"Flesch-Kincaid grade + 5 years; “–” under {reading.FEWEST_WORDS} words: only long ones count"
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m surveys", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checker = commands.add_parser("check", help="say everything that is wrong")
    checker.add_argument("files", nargs="+", metavar="FILE")
    checker.add_argument("--strict", action="store_true", help="fail for remarks too, not only for faults")
    player = commands.add_parser("play", help="put the survey to you in the terminal")
    player.add_argument("file", metavar="FILE")
    player.add_argument("--language", help="the code of one of its languages, such as en")
    given = parser.parse_args()
    if given.command == "check":
        return _check(given.files, strict=given.strict)
    try:
        survey = xlsform.load(given.file)
    except SurveyFault as fault:
        _console(stderr=True).print(_listed(fault.faults, "red"))
        return 1
    return play(survey, given.language or survey.default_language)


def _check(files: list[str], *, strict: bool) -> int:
    """0: every file can be used; 1: one cannot, or, where `strict`, there is a remark."""
    console = _console()
    faults = found = 0
    for file in files:
        try:
            survey = xlsform.load(file)
        except SurveyFault as fault:
            faults += 1
            console.print(Text(f"✗ {_what(file, fault.faults)}", "bold red"))
            console.print(_listed(fault.faults, "red"))
        else:
            found += _report(console, file, survey)
        console.print()
    mended = "mend what is marked ✗ first" if faults else "every one can be used"
    console.print(Text(f"{_many(len(files), 'file')}: {mended}; {_many(found, 'remark')}.", "bold"))
    return int(bool(faults or (strict and found)))


def _report(console: Console, file: str, survey: Survey) -> int:
    """How many remarks there are."""
    found = remarks(survey)
    title = survey.title.get(survey.default_language, survey.key)
    console.print(Text(f"✓ {file} can be used", "bold green"))
    languages = ", ".join(survey.languages)
    questions = _many(survey.numbers[-1], "question")
    console.print(Text(f"  {title} · {survey.key}, version {survey.version} · {questions} in {languages}"))
    if table := _reading_ages(survey):
        console.print(table)
        console.print(Text(f"  {_READING_NOTE}", "dim"))
    console.print(Text(f"  {_many(len(found), 'remark')}", "bold yellow" if found else "green"))
    if found:
        console.print(_listed(found, "yellow"))
    return len(found)


def _reading_ages(survey: Survey) -> Table | None:
    """A line for each question, opening and closing; choices are heard of in the remarks only."""
    passages = [passage for passage in reading.passages(survey) if passage.sheet != "choices"]
    if not passages:
        return None
    limit = survey.reading_age
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for heading, justify in (
        ("  row", "right"),
        ("question", "left"),
        ("words", "right"),
        ("reading age", "right"),
    ):
        table.add_column(heading, justify=justify, header_style="dim")  # type: ignore[arg-type]
    for passage in passages:
        above = limit is not None and passage.age is not None and passage.age > limit
        age = Text(str(passage.age or "–"), "bold yellow" if above else "green" if passage.age else "dim")
        row = str(passage.row) if passage.sheet == "survey" else ""
        name = Text(passage.key or passage.column, "" if passage.key else "italic")
        table.add_row(row, name, str(passage.words), age, f"over {limit}" if above else "")
    return table


def _listed(lines: Iterable[Fault | Remark], style: str) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style=style, no_wrap=True)
    table.add_column(overflow="fold")
    for line in lines:
        place = where(line.sheet, line.row, line.column) or "the file"
        table.add_row(Text(f"  {place}"), Text(line.text))
    return table


def _what(file: str, faults: tuple[Fault, ...]) -> str:
    return f"{file} cannot be used: {_many(len(faults), 'fault')}"


def _many(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _console(*, stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _UNBROKEN
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


if __name__ == "__main__":
    sys.exit(main())
