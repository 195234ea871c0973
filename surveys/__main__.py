"""`check FILE...` says everything that is wrong with a survey; `play FILE` puts it to you in the terminal."""

import argparse
import sys

from surveys import xlsform
from surveys.errors import SurveyFault
from surveys.model import Survey
from surveys.play import play


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m surveys", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="say everything that is wrong").add_argument("files", nargs="+")
    player = commands.add_parser("play", help="put the survey to you in the terminal")
    player.add_argument("file")
    player.add_argument("--language", help="the code of one of its languages, such as en")
    given = parser.parse_args()
    if given.command == "check":
        surveys = [_load(file) for file in given.files]
        for survey in surveys:
            if survey is not None:
                print(_summary(survey))
        return 0 if all(surveys) else 1
    played = _load(given.file)
    return 1 if played is None else play(played, given.language or played.default_language)


def _load(file: str) -> Survey | None:
    try:
        return xlsform.load(file)
    except SurveyFault as fault:
        print(fault, file=sys.stderr)
        return None


def _summary(survey: Survey) -> str:
    languages = ", ".join(survey.languages)
    return f"{survey.key}, version {survey.version}: {survey.numbers[-1]} questions in {languages}, no faults"


if __name__ == "__main__":
    sys.exit(main())
