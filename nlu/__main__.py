"""`python -m nlu screen|redact|tone`: a JSON object a line in, a line out; `check` and others measure."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO


class LineFault(Exception):
    """A line that is no message; says which and why, never what was in it."""


def _screen() -> Callable[[str], dict[str, Any]]:
    from nlu.screen import screen

    def answer(text: str) -> dict[str, Any]:
        verdict = screen(text)
        if verdict is None:
            return {"tier": None, "family": None, "reported": False}
        return {"tier": verdict.tier, "family": verdict.family, "reported": verdict.reported}

    return answer


def _redact() -> Callable[[str], dict[str, Any]]:
    from nlu.redaction import redact

    def answer(text: str) -> dict[str, Any]:
        redacted = redact(text)
        return {"text": redacted.text, "spans": redacted.spans}

    return answer


def _tone() -> Callable[[str], dict[str, Any]]:
    from nlu.tone import tone

    return lambda text: {"tone": tone(text)}


_COMMANDS = {"screen": _screen, "redact": _redact, "tone": _tone}


def _check(wanted: argparse.Namespace) -> None:
    from nlu import report

    if wanted.missed:
        print("\n".join(report.mistakes()))
        return
    if wanted.kept_aside is not None:
        tables = report.kept_aside(wanted.kept_aside)
    else:
        tables = report.types() if wanted.types else report.development()
    for table in tables:
        print((report.markdown if wanted.markdown else report.aligned)(table), end="\n\n")


def _understanding(wanted: argparse.Namespace) -> None:
    from nlu import report, understanding

    asked = wanted.kept_aside
    reads = understanding.crossed() if asked is None else understanding.unseen(asked)
    for table in understanding.tables(reads):
        print((report.markdown if wanted.markdown else report.aligned)(table), end="\n\n")


def _train(wanted: argparse.Namespace) -> None:
    from nlu import checkin

    checkin.load()


_WITHOUT_LINES = {"check": _check, "understanding": _understanding, "train": _train}


def _message(line: bytes, number: int) -> dict[str, Any]:
    try:
        message = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise LineFault(f"Line {number} is not written in UTF-8.") from None
    except (ValueError, RecursionError):
        raise LineFault(f"Line {number} is not valid JSON.") from None
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        raise LineFault(f'Line {number} should be a JSON object with a "text" of words.')
    return message


def run(command: str, source: BinaryIO, target: BinaryIO) -> None:
    answer = _COMMANDS[command]()
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        message = _message(line, number)
        reply = {"id": message.get("id"), **answer(message["text"])}
        # ASCII only, so that a reader with any settings can take it in; flushed, so that pipes see each line.
        target.write(json.dumps(reply).encode() + b"\n")
        target.flush()


def main() -> int:
    wanted = _arguments().parse_args()
    try:
        if wanted.command in _WITHOUT_LINES:
            _WITHOUT_LINES[wanted.command](wanted)
        else:
            run(wanted.command, sys.stdin.buffer, sys.stdout.buffer)
    except LineFault as fault:
        print(fault, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has had enough (`| head`): end quietly, also when Python flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlu", description=__doc__)
    parser.add_argument("command", choices=[*_COMMANDS, *_WITHOUT_LINES])
    check = parser.add_argument_group("check, the figures of the screen on the development sentences, or")
    check.add_argument("--missed", action="store_true", help="the sentences that its patterns get wrong")
    check.add_argument(
        "--types", action="store_true", help="its second tier on harm types it was not told of"
    )
    check.add_argument(
        "--kept-aside",
        nargs="*",
        metavar="AUTHOR",
        help="figures on the sentences that nobody reads; for understanding as well, without it by parts",
    )
    check.add_argument("--markdown", action="store_true", help="as tables for a page")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
