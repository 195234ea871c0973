"""The command line behind ./heard: python -m bot COMMAND."""

import argparse
import logging
import os
import signal
import sys
import time
from pathlib import Path

from pydantic import ValidationError

from api import postgres
from api.db import transaction
from api.errors import HeardError
from api.settings import Settings
from api.staff import service as staff
from bot import demo, terminal
from bot.assistant import TrainingFailed, train_if_changed
from bot.foundation import ROOT, foundation
from surveys.errors import SurveyFault


def tell(sentence: str) -> None:
    """One line for whoever started the program."""
    print(sentence, flush=True)


def run(settings: Settings, _: argparse.Namespace) -> None:
    """Everything in one process, Rasa as its child."""
    from bot.server import check_port, serve

    check_port(settings)
    with postgres.only_one(settings.home), foundation(settings, tell) as base:
        pid_file(settings).write_text(str(os.getpid()))

        def up() -> None:
            with transaction(base.engine) as session:
                link = staff.make_link(session)
            tell(f"\nHeard is up. Ctrl-C stops it.\n  Web chat  {settings.address}/")
            tell(f"  Console   {settings.address}/console/sign-in/{link}   (works once, for an hour)")
            tell(f"  API       {settings.address}/docs\n")
            tell("Warming up: the assistant for practitioners' words. Surveys, menus and search work now.")

        try:
            serve(settings, base, tell, {"web", "worker", "bot", "rasa"}, up)
        finally:
            tell("Stopping.")
            pid_file(settings).unlink(missing_ok=True)


def serve_role(settings: Settings, wanted: argparse.Namespace) -> None:
    """One role alone, for installations where each has its own machine or container."""
    from bot.server import serve

    with foundation(settings, tell) as base:
        serve(settings, base, tell, {wanted.role}, lambda: tell(f"The role {wanted.role} is up."))


def stop(settings: Settings, _: argparse.Namespace) -> None:
    """Ends a Heard that runs here, and its database."""
    file = pid_file(settings)
    ended = False
    if file.exists() and (pid := int(file.read_text())) and _lives(pid):
        os.kill(pid, signal.SIGTERM)
        for _wait in range(300):
            if not _lives(pid):
                break
            time.sleep(0.1)
        ended = True
    file.unlink(missing_ok=True)
    ended = postgres.stop(settings.home / "postgres") or ended
    tell("Heard has stopped." if ended else "Nothing was running.")


def link(settings: Settings, _: argparse.Namespace) -> None:
    """A fresh sign-in link for the console of a Heard that runs."""
    from api import db

    url = settings.database_url or postgres.find(settings.home / "postgres")
    engine = db.connect(url)
    with transaction(engine) as session:
        tell(f"{settings.address}/console/sign-in/{staff.make_link(session)}   (works once, for an hour)")
    engine.dispose()


def train(settings: Settings, _: argparse.Namespace) -> None:
    """Trains the model now instead of at the next start."""
    model = train_if_changed(ROOT, settings.home / "models", lambda part: tell(f"  training {part}"))
    tell(f"The model is {model.name}.")


def pid_file(settings: Settings) -> Path:
    """Where a running Heard leaves its process id."""
    return settings.home / "heard.pid"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A killed program's number may have gone to somebody else.
    return b"bot" in Path(f"/proc/{pid}/cmdline").read_bytes() if Path("/proc").exists() else True


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./heard", description="Heard's own commands.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, does: object, about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(does=does)
        return command

    add("run", run, "start everything")
    role = add("serve", serve_role, "start one role")
    role.add_argument("role", choices=["web", "worker", "bot"])
    add("stop", stop, "end what a killed Heard left running")
    add("link", link, "a fresh sign-in link for the console")
    add("train", train, "train the model that understands practitioners' words")
    add("chat", terminal.chat, "talk in the terminal")
    ask = add("ask", terminal.ask, "one question, one answer")
    ask.add_argument("words", nargs="+")
    add("demo", demo.fill, "fill a demonstration partnership with made-up responses")
    return parser


def main() -> int:
    """Exit code; what a person can mend ends in one sentence."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    wanted = _arguments().parse_args()
    try:
        wanted.does(Settings(), wanted)
    except ValidationError as fault:
        names = ", ".join(f"HEARD_{str(one['loc'][0]).upper()}: {one['msg']}" for one in fault.errors())
        print(
            f"heard: a setting is wrong ({names}). docs/settings.md says what each may be.", file=sys.stderr
        )
        return 1
    except (HeardError, SurveyFault, TrainingFailed) as fault:
        print(f"heard: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
