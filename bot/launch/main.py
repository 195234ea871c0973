"""The commands of ./heard: set up what a command needs, then hand over to it."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bot.launch import assets, environments, suites
from bot.launch.places import APP_PYTHON, LOG, ROOT, VAR
from bot.launch.steps import Trouble, say

HELP = """\
Heard: the chat and messaging platform of a safeguarding children's partnership.

  ./heard run                  set up what is missing and start; Ctrl-C stops everything
  ./heard test [SUITE] [...]   set up and run all tests, or one suite: fast, nlu, journeys;
                               the rest goes to pytest (./heard test fast -k survey)

  ./heard setup                only install and build
  ./heard stop                 end what a killed ./heard left running
  ./heard link [ADDRESS]       a link into the console: for one more administrator, or for who is locked out
  ./heard chat                 talk to Heard in the terminal
  ./heard ask "words"          one question, one answer
  ./heard train                train the model that understands practitioners' words
  ./heard check                style, types and the walls between the rooms, without tests
  ./heard check safety         how much harm the screen sees in sentences that nobody here has read;
                               --markdown for a page
  ./heard check understanding  how well topics are told apart, what is mixed up, what a threshold would do;
                               --kept-aside for sentences that were never learnt from
  ./heard check audit          whether the audit trail is as it was written; --against DIGEST says whether
                               the entry with a digest that was kept elsewhere is still there
  ./heard bench [NAME]         measure
  ./heard attack anonymity     answer a survey through every channel, then try to say who said what;
                               --people N for so many, --quick for fewer and faster
  ./heard attack findings      publish made-up partnerships, then try to find out hidden numbers;
                               --partnerships N for so many, --quick for a few
  ./heard survey check FILE    say what is wrong with a questionnaire
  ./heard survey play FILE     answer it in the terminal
  ./heard demo                 fill a demonstration partnership with made-up responses

Settings are in docs/settings.md."""
ASKING = {"help", "--help", "-h"}
STOPPED = 130  # what a shell says of a program that Ctrl-C ended


class Command(NamedTuple):
    """What must be there before a command can start."""

    app: bool = True
    dev: bool = False
    rasa: bool = False
    pages: bool = False


WHOLE = Command(rasa=True, pages=True)
COMMANDS = {
    "setup": WHOLE,
    "run": WHOLE,
    "test": Command(dev=True, rasa=True, pages=True),
    "check": Command(dev=True),
    "bench": Command(dev=True, rasa=True, pages=True),
    "attack": Command(dev=True, rasa=True, pages=True),
    "train": Command(rasa=True),
    "chat": WHOLE,
    "ask": WHOLE,
    "demo": Command(),
    "link": Command(),
    "survey": Command(),
    "stop": Command(app=False),
}


MODULES = {
    "survey": ["surveys"],
    "bench": ["tests.bench"],
    "attack": ["tests.attack"],
    "audit": ["bot", "trail"],
    "safety": ["nlu", "check", "--kept-aside"],
    "understanding": ["nlu", "understanding"],
}


def main(words: list[str]) -> int:
    """Exit code. What goes wrong for a reason that a person can mend ends in one sentence."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) == signal.SIG_DFL:  # nohup wants it ignored
            signal.signal(sign, signal.default_int_handler)
    try:
        return _obey(words)
    except Trouble as trouble:
        say(f"heard: {trouble}")
        return 1
    except BrokenPipeError:  # whoever read our words has had enough of them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as fault:
        say(f"heard: {fault.strerror or fault} ({fault.filename}). Mend that and run the same command again.")
        return 1
    except KeyboardInterrupt:
        say("\nheard: stopped.")
        return STOPPED


def _obey(words: list[str]) -> int:
    name, rest = (words[0], words[1:]) if words else ("--help", [])
    if _asks_for_help(name, rest):
        print(HELP)
        return 0
    if name not in COMMANDS:
        raise Trouble(f"there is no command {name!r}; ./heard --help lists them all.")
    if name == "stop" and not APP_PYTHON.exists():
        print("Nothing is installed, so nothing is running.")
        return 0
    rest = [_absolute(word) for word in rest] if name == "survey" else rest
    os.chdir(ROOT)
    _set_up(COMMANDS[name])
    return OWN[name](rest) if name in OWN else _hand_over(name, rest)


def _asks_for_help(name: str, rest: list[str]) -> bool:
    """The programs behind have a help of their own, once they are installed."""
    if name in ASKING:
        return True
    return not ASKING.isdisjoint(rest) and (name in OWN or not APP_PYTHON.exists())


def _set_up(needs: Command) -> None:
    if not needs.app:
        return
    with _alone():
        LOG.unlink(missing_ok=True)
        environments.app(dev=needs.dev)
        environments.screen()
        if needs.rasa:
            environments.rasa()
        if needs.pages:
            assets.pages()


@contextmanager
def _alone() -> Iterator[None]:
    """Two set-ups at once would tread on each other's files."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with (VAR / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another ./heard is setting up; waiting for it to end.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _hand_over(name: str, rest: list[str], environment: Mapping[str, str] = os.environ) -> int:
    module = MODULES.get(name, ["bot", name])
    sys.stdout.flush()
    os.execve(APP_PYTHON, [str(APP_PYTHON), "-m", *module, *rest], environment)


def _absolute(word: str) -> str:
    """A file is meant from where the person stands, and the command runs at the top of the house."""
    return str(Path(word).resolve()) if Path(word).exists() else word


def _ready(rest: list[str]) -> int:
    print("Everything is installed. ./heard run starts it.")
    return 0


def _check(rest: list[str]) -> int:
    if rest and rest[0] in ("audit", "safety", "understanding"):
        return _hand_over(rest[0], rest[1:])
    count = suites.checks()
    print(count.words())
    return int(count.failed > 0)


def _attack(rest: list[str]) -> int:
    """Some of the people write by Telegram, so its emulator has to be there."""
    with _alone():
        environment = assets.emulator()
    return _hand_over("attack", rest, suites.clean(environment))


def _test(rest: list[str]) -> int:
    chosen = [rest.pop(0)] if rest and rest[0] in suites.SUITES else list(suites.SUITES)
    environment = dict(os.environ)
    if "journeys" in chosen:
        suites.browser()
    if chosen != ["nlu"]:
        with _alone():
            environment = assets.emulator()
    counts = [] if len(chosen) == 1 else [suites.checks()]
    counts += [suites.suite(name, rest, suites.clean(environment)) for name in chosen]
    count = suites.total(counts)
    print(f"\n{count.words()}")
    return int(count.failed > 0 or count.passed == 0)


OWN: dict[str, Callable[[list[str]], int]] = {
    "setup": _ready,
    "check": _check,
    "attack": _attack,
    "test": _test,
}
