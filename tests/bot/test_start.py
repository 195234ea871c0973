"""Whatever stands in the way of a start is said in one sentence, and nothing is left running behind it."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGTERM

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from api import postgres
from tests.journeys.phone import Emulator

# Not for the quick loop: each start costs seconds.
pytestmark = pytest.mark.journey

ROOT = Path(__file__).parents[2]
NO_RASA = {"HEARD_RASA_URL": "http://127.0.0.1:9"}
TOKEN = "HEARD_TELEGRAM_TOKEN.*@BotFather"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}


def free_port() -> str:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return str(door.getsockname()[1])


def left_behind(home: Path) -> list[str]:
    """Programs that still know of this home."""
    found = []
    for process in psutil.process_iter():
        try:
            known = [*process.cmdline(), *process.environ().values()]
        except psutil.Error:
            continue
        if any(str(home) in word for word in known):
            found.append(" ".join(process.cmdline()))
    return found


class Start:
    """A command that cannot work, and what is said about it; `bare`: where the pages are not built."""

    def __init__(self, command: str, sentence: str, *, bare: bool = False, **settings: str) -> None:
        self.command, self.sentence, self.bare, self.settings = command, sentence, bare, settings


@dataclass
class Told:
    """How a command ended."""

    code: int
    said: str
    left: list[str]


def environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    return CLEAN | {"HEARD_HOME": str(home), "HEARD_PORT": free_port(), **NO_RASA, **more}


def bot(
    command: str, home: Path, where: Path = ROOT, said: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *command.split()],
        cwd=where,
        env=environment(home, more),
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running(command: str, home: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A command at work; what it says comes through one pipe."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "bot", *command.split()],
        cwd=ROOT,
        env=environment(home, more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def until_said(process: subprocess.Popen[str], words: str) -> None:
    """Reads on until the words come."""
    heard = []
    for line in process.stdout or ():
        heard.append(line)
        if words in line:
            return
    raise AssertionError("".join(heard))


@pytest.fixture(scope="module")
def empty(database_url: str) -> Iterator[Callable[[str], str]]:
    """Makes an empty database; whoever comes first fills it."""
    server = make_url(database_url)
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    made = []

    def make(purpose: str) -> str:
        made.append(f"heard_{purpose}_{os.getpid()}")
        with admin.connect() as connection:
            connection.execute(text(f"create database {made[-1]}"))
        return server.set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    with admin.connect() as connection:
        for name in made:
            for database in (name, f"{name}_dbos"):
                connection.execute(text(f"drop database if exists {database} with (force)"))
    admin.dispose()


@pytest.fixture(scope="module")
def url(empty: Callable[[str], str]) -> str:
    """One that several tests share."""
    return empty("start")


def without_assets(folder: Path) -> Path:
    """The house as it is before ./heard setup has built the pages."""
    pages = folder / "api" / "pages"
    (pages / "static").mkdir(parents=True)
    for here, there, missing in (
        (ROOT, folder, "api"),
        (ROOT / "api", folder / "api", "pages"),
        (ROOT / "api" / "pages", pages, "static"),
        (ROOT / "api" / "pages" / "static", pages / "static", "vendor"),
    ):
        for entry in here.iterdir():
            if entry.name != missing and not entry.name.startswith(".") and entry.name != "var":
                (there / entry.name).symlink_to(entry)
    return folder


WRONG = {
    "port taken": Start("run", r"port \d+ of 127.0.0.1 .*HEARD_PORT=", HEARD_PORT="{taken}"),
    "a role's port taken": Start(
        "serve web", "HEARD_PORT=", HEARD_DATABASE_URL="{url}", HEARD_PORT="{taken}"
    ),
    "port no number": Start("run", "HEARD_PORT: .*docs/settings.md", HEARD_PORT="abc"),
    "port too high": Start("run", "port 70000 .*65535", HEARD_PORT="70000"),
    "no database": Start(
        "run", "No database answers.*HEARD_DATABASE_URL", HEARD_DATABASE_URL="postgresql://u@127.0.0.1:1/x"
    ),
    "no partnership": Start("run", "HEARD_PARTNERSHIP is nowhere.*coventry", HEARD_PARTNERSHIP="nowhere"),
    "home is a file": Start("run", "HEARD_HOME", HEARD_HOME="{file}"),
    "a role without a database": Start("serve worker", "set HEARD_DATABASE_URL"),
    "no assets": Start("run", "run ./heard setup once", bare=True),
    "a question without assets": Start(
        "ask hello", "run ./heard setup once", bare=True, HEARD_DATABASE_URL="{url}"
    ),
    "a token that cannot be one": Start(
        "serve bot", TOKEN, HEARD_DATABASE_URL="{url}", HEARD_TELEGRAM_TOKEN="abc"
    ),
    "a token that nobody knows": Start(
        "serve bot",
        TOKEN,
        HEARD_DATABASE_URL="{url}",
        HEARD_TELEGRAM_TOKEN="1:unknown",
        HEARD_TELEGRAM_API="{telegram}",
    ),
    "the same home": Start("run", "already running in .*./heard stop", HEARD_HOME="{held}"),
}


def attempt(start: Start, home: Path, bare: Path, **known: str) -> Told:
    more = {name: value.format(**known) for name, value in start.settings.items()}
    try:
        done = bot(start.command, home, bare if start.bare else ROOT, **more)
    except subprocess.TimeoutExpired:
        return Told(0, "it never ended", left_behind(home))
    return Told(done.returncode, done.stdout + done.stderr, left_behind(home))


@pytest.fixture(scope="module")
def told(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Told]]:
    """All of them, some at a time."""
    folder = tmp_path_factory.mktemp("wrong")
    (folder / "file").write_text("")
    bare = without_assets(folder / "bare")
    telegram = Emulator()
    known = {"url": url, "telegram": telegram.url, "file": str(folder / "file"), "held": str(folder / "held")}
    with socket.socket() as stranger, postgres.only_one(folder / "held"), ThreadPoolExecutor(3) as pool:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        known["taken"] = str(stranger.getsockname()[1])
        begun = [
            pool.submit(attempt, start, folder / f"home-{number}", bare, **known)
            for number, start in enumerate(WRONG.values())
        ]
        ended = [run.result() for run in begun]
    telegram.stop()
    yield dict(zip(WRONG, ended, strict=True))


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_left(name: str, told: dict[str, Told]) -> None:
    ended = told[name]
    assert "Traceback" not in ended.said
    [sentence] = [line for line in ended.said.splitlines() if line.startswith("heard: ")]
    assert re.search(WRONG[name].sentence, sentence), sentence
    assert ended.said.endswith(f"{sentence}\n")
    assert ended.code == 1
    assert ended.left == []


def test_roles_that_start_together_on_an_empty_database_all_come_up(
    empty: Callable[[str], str], tmp_path: Path
) -> None:
    url = empty("together")
    with ExitStack() as stack:
        roles = {
            role: stack.enter_context(running(f"serve {role}", tmp_path, HEARD_DATABASE_URL=url))
            for role in ("web", "worker", "bot")
        }
        for role, process in roles.items():
            until_said(process, f"The role {role} is up.")
    assert left_behind(tmp_path) == []


def fail_inside(url: str) -> None:
    """Makes the server write a fault of ours to its log, with a key that stands for a person."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    insert = text("insert into survey_version (key, version, source) values ('canary', 'canary', '')")
    with engine.begin() as connection:
        connection.execute(insert)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert)
    engine.dispose()


def test_the_embedded_database_outlives_a_kill_is_used_again_and_is_ended_by_stop(tmp_path: Path) -> None:
    home, pid_file = tmp_path / "home", tmp_path / "home" / "postgres" / "postmaster.pid"

    with running("run", home) as first:
        until_said(first, "Heard is up.")
        fail_inside(postgres.find(home / "postgres"))
        first.kill()
    server = psutil.Process(int(pid_file.read_text().split()[0]))
    assert server.is_running()
    log = (home / "postgres" / "log").read_text()
    assert "duplicate key" in log
    assert "canary" not in log

    with running("run", home) as second:
        until_said(second, "Heard is up.")
        assert int(pid_file.read_text().split()[0]) == server.pid
        second.kill()
    assert server.is_running()

    ended = bot("stop", home)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "Heard has stopped.\n", "")
    assert left_behind(home) == []
    assert bot("stop", home).stdout == "Nothing was running.\n"

    with running("run", home) as third:
        until_said(third, "Heard is up.")
        assert bot("stop", home).stdout == "Heard has stopped.\n"
        # It was told to end, and ended in its own way.
        until_said(third, "Stopping.")
        assert third.wait(5) == 128 + SIGTERM
    assert left_behind(home) == []


@pytest.fixture
def robot() -> Iterator[int]:
    """The number of somebody else's process, whose name has our program's in it."""
    with subprocess.Popen(["robot", "60"], executable="/bin/sleep") as process:
        yield process.pid
        assert process.poll() is None
        process.kill()


def test_stop_leaves_alone_who_only_has_the_number_of_a_killed_heard(robot: int, tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text(
        f"{robot}\n{tmp_path}/postgres\n1\n5432\n{tmp_path}\n\n1 1\nready\n"
    )
    for number in (str(robot), ""):
        for name in ("heard.lock", "heard.pid"):
            (tmp_path / name).write_text(number)
        ended = bot("stop", tmp_path)
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "Nothing was running.\n", "")


def test_a_stale_number_of_the_database_does_not_keep_it_from_starting(robot: int, tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    postgres.start(folder)
    kept = (folder / "postmaster.pid").read_text().splitlines()
    assert postgres.stop(folder)
    (folder / "postmaster.pid").write_text("\n".join([str(robot), *kept[1:]]) + "\n")
    program = "import sys; from pathlib import Path; from api import postgres, db; "
    program += "db.connect(postgres.start(Path(sys.argv[1]))).dispose()"
    try:
        subprocess.run([sys.executable, "-c", program, str(folder)], cwd=ROOT, check=True, timeout=60)
    finally:
        assert postgres.stop(folder)


def test_a_conversation_in_the_terminal_takes_numbers_and_words_and_ends_quietly(
    url: str, tmp_path: Path
) -> None:
    ended = bot("chat", tmp_path, said="1\nthe levels\n", HEARD_DATABASE_URL=url)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("You:") == 3

    with running("chat", tmp_path, HEARD_DATABASE_URL=url) as process:
        until_said(process, "  1. ")
        process.send_signal(SIGINT)
        assert process.wait(20) == 0
        assert process.stdout and "Traceback" not in process.stdout.read()
    assert left_behind(tmp_path) == []
