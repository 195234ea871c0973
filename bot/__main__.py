"""The command line behind ./heard: python -m bot COMMAND."""

import argparse
import logging
import os
import signal
import sys
import time
from contextlib import suppress

from pydantic import ValidationError

from api import clock, postgres
from api.db import transaction
from api.errors import HeardError
from api.settings import Settings
from api.staff import accounts, links
from bot import demo, terminal, trail
from bot.assistant import TrainingFailed, train_if_changed
from bot.foundation import ROOT, foundation
from surveys.errors import SurveyFault

LONGEST_END = 30.0  # seconds
ENDED = 128 + signal.SIGTERM  # what a shell says of a program that was told to end


def tell(sentence: str) -> None:
    """One line for whoever started the program."""
    print(sentence, flush=True)


def run(settings: Settings, _: argparse.Namespace) -> None:
    """Everything in one process, Rasa as its child."""
    from bot.port import check_port
    from bot.server import serve

    with postgres.only_one(settings.home):
        check_port(settings)
        with foundation(settings, tell) as base:

            def up() -> None:
                with transaction(base.engine) as session:
                    link = links.make(session, clock.now())
                tell(f"\nHeard is up. Ctrl-C stops it.\n  Web chat  {settings.address}/")
                tell(f"  Console   {settings.address}/console/welcome/{link}   (works once, for an hour)")
                tell(f"  API       {settings.address}/docs\n")
                tell("Surveys, menus and search work now; the assistant for practitioners' words warms up.")

            try:
                serve(settings, base, tell, {"web", "worker", "bot", "rasa"}, up)
            finally:
                tell("Stopping.")


def serve_role(settings: Settings, wanted: argparse.Namespace) -> None:
    """One role alone, for installations where each has its own machine or container."""
    from bot.port import check_port
    from bot.server import serve

    if settings.database_url is None:
        raise HeardError(
            "A role alone needs a database that the others reach too: set HEARD_DATABASE_URL, "
            "or start everything with ./heard run."
        )
    check_port(settings)
    with foundation(settings, tell) as base:
        serve(settings, base, tell, {wanted.role}, lambda: tell(f"The role {wanted.role} is up."))


def stop(settings: Settings, _: argparse.Namespace) -> None:
    """Ends a Heard that runs here, and its database."""
    running = postgres.holder(settings.home)
    if running is not None:
        with suppress(ProcessLookupError):  # it ended by itself in between
            os.kill(running, signal.SIGTERM)
        give_up = time.monotonic() + LONGEST_END
        while postgres.holder(settings.home) == running:
            if time.monotonic() > give_up:
                raise HeardError(f"Heard does not end: run kill -9 {running}, then ./heard stop again.")
            time.sleep(0.1)
    database = postgres.stop(settings.home / "postgres")
    tell("Heard has stopped." if running is not None or database else "Nothing was running.")


def link(settings: Settings, wanted: argparse.Namespace) -> None:
    """A fresh link into the console of a Heard that runs: for a new administrator, or for an account."""
    from api import db

    url = settings.database_url or postgres.find(settings.home / "postgres")
    engine = db.connect(url)
    try:
        with transaction(engine) as session:
            account = accounts.known(session, wanted.address) if wanted.address else None
            if account is None:
                token, lasts = links.make(session, clock.now()), "an hour"
            else:
                token, lasts = (
                    accounts.new_link(session, accounts.MACHINE, account, clock.now()),
                    "three days",
                )
        tell(f"{settings.address}/console/welcome/{token}   (works once, for {lasts})")
    finally:
        engine.dispose()


def train(settings: Settings, _: argparse.Namespace) -> None:
    """Trains the model now instead of at the next start."""
    model = train_if_changed(ROOT, settings.home / "models", lambda part: tell(f"  training {part}"))
    tell(f"The model is {model.name}.")


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
    fresh = add(
        "link", link, "a link into the console, for a new administrator or for somebody who is locked out"
    )
    fresh.add_argument(
        "address", nargs="?", help="of an account: its password and second factor are set anew"
    )
    add("train", train, "train the model that understands practitioners' words")
    add("chat", terminal.chat, "talk in the terminal")
    ask = add("ask", terminal.ask, "one question, one answer")
    ask.add_argument("words", nargs="+")
    checked = add("trail", trail.check, "whether the audit trail is as it was written")
    checked.prog = "./heard check audit"
    checked.add_argument(
        "--against", metavar="DIGEST", help="an entry that must still be there, by its digest"
    )
    add("demo", demo.fill, "fill a demonstration partnership with made-up responses")
    return parser


def main() -> int:
    """Exit code; what a person can mend ends in one sentence."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) == signal.SIG_DFL:  # nohup wants it ignored
            # Python's own way out; the system's would leave the embedded database behind.
            signal.signal(sign, lambda *_: sys.exit(ENDED))
    wanted = _arguments().parse_args()
    try:
        wanted.does(Settings(), wanted)
    except (ValidationError, HeardError, SurveyFault, TrainingFailed, OSError) as fault:
        print(f"heard: {_sentence(fault)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _sentence(fault: Exception) -> str:
    """What is wrong, and the mend."""
    if isinstance(fault, ValidationError):
        names = ", ".join(f"HEARD_{str(one['loc'][0]).upper()}: {one['msg']}" for one in fault.errors())
        return f"a setting is wrong ({names}). docs/settings.md says what each may be."
    if isinstance(fault, OSError):
        place = f" ({fault.filename})" if fault.filename else ""
        return (
            f"{fault.strerror or fault}{place}. Heard keeps its files in the folder HEARD_HOME, "
            "which it must be allowed to write to; mend that and run the same command again."
        )
    return str(fault)


if __name__ == "__main__":
    sys.exit(main())
