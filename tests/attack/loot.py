"""Takes what an attacker would take from a running Heard."""

import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import Error as ShutilError
from shutil import copytree, ignore_patterns, rmtree

import httpx
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from api import postgres
from tests.attack import memory, pages, wal
from tests.attack.capture import Capture, Row
from tests.attack.needles import Find, Search, needles
from tests.attack.people import Person
from tests.attack.program import processes
from tests.attack.rows import rows, views
from tests.journeys.conftest import Site

FILES = text(
    "select pg_relation_filepath(c.oid), c.relname, c.relfilenode, t.relname as main from pg_class c"
    " left join pg_class t on t.reltoastrelid = c.oid"
    " where c.relkind in ('r', 't', 'i') and c.relfilenode > 0"
)


UUID_LENGTH = 36


class Thief:
    """Knows the files of tables over time: closing a wave gives them new ones."""

    def __init__(self, site: Site, people: Sequence[Person]) -> None:
        self._site = site
        self._people = people
        self._tables: dict[str, str] = {}
        self._tokens: set[str] = set()

    def glance(self, label: str) -> Capture:
        """The rows alone, as somebody takes them who looks again and again."""
        return Capture(label, self._rows())

    def rob(self, label: str) -> Capture:
        """Everything."""
        files = self._files()
        found = self._rows()
        search = Search(needles(self._people, sorted(self._tokens)))
        # What PostgreSQL does by itself every few minutes: statistics, and all pages to the files.
        with self._site.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("analyze"))
            connection.execute(text("checkpoint"))
        finds: dict[str, set[Find]] = {
            "dump": self._dump(search),
            "statistics": search.finds(views(self._site.engine).encode()),
        }
        copy = Path(tempfile.mkdtemp(prefix="heard-loot-"))
        try:
            data = self._copy(copy)
            dead = pages.tuples(data, files)
            finds |= self._searched(search, data)
            log = wal.read(data / "pg_wal", _program("pg_waldump"), self._tables, search, _ids(found))
        finally:
            rmtree(copy)
        finds |= self._memory(search)
        finds["Rasa's tracker"] = self._tracker(search, found)
        return Capture(label, found, dead, log, finds, self._keys())

    def _rows(self) -> list[Row]:
        found = rows(self._site.engine)
        work = create_engine(self._site.engine.url.set(database=f"{self._site.engine.url.database}_dbos"))
        try:
            found += [Row(f"dbos.{row.table}", row.place, row.number, row.values) for row in rows(work)]
        finally:
            work.dispose()
        self._tokens |= {value[2:] for row in found for name, value in row.values.items() if name == "token"}
        return found

    def _files(self) -> dict[str, str]:
        """Path of a table's file -> table. Indexes are known to the log only."""
        with self._site.engine.connect() as connection:
            found = connection.execute(FILES).all()
            base = connection.scalar(text("select oid from pg_database where datname = current_database()"))
        self._tables |= {
            f"{base}/{node}": main or name for _, name, node, main in found if not name.startswith("pg_")
        }
        return {path: main or name for path, name, _, main in found if not name.startswith("pg_") or main}

    def _dump(self, search: Search) -> set[Find]:
        """pg_dump, plain. What may stand in it: words of who finished, and conversations' own ids."""
        address = make_url(self._site.engine.url).set(drivername="postgresql")
        dumped = subprocess.run(
            [_program("pg_dump"), "--dbname", address.render_as_string(hide_password=False)],
            capture_output=True,
            check=True,
        )
        return search.finds(dumped.stdout)

    def _copy(self, to: Path) -> Path:
        """The data folder of a server that runs. A file that vanishes meanwhile is left out."""
        data = self._site.home / "postgres"
        with suppress(ShutilError):
            copytree(data, to / "data", ignore=ignore_patterns(".s.PGSQL*", "postmaster.pid"))
        return to / "data"

    def _searched(self, search: Search, data: Path) -> dict[str, set[Find]]:
        every = [file for file in data.rglob("*") if file.is_file()]
        log, base = data / "pg_wal", [file for file in every if data / "pg_wal" not in file.parents]
        home = self._site.home
        printed = [file for file in home.rglob("*.log") if file.is_file()]
        return {
            "data files": search.in_files(file for file in base if file.name != "log"),
            "write-ahead log": search.in_files(log.rglob("*")),
            "logs": search.in_files([*printed, data / "log"]),
            "keys and secrets": search.in_files((home / "secrets").rglob("*")),
        }

    def _memory(self, search: Search) -> dict[str, set[Find]]:
        return {
            name: {find for pid in pids for part in memory.parts(pid) for find in search.finds(part)}
            for name, pids in processes(self._site).items()
        }

    def _tracker(self, search: Search, found: Iterable[Row]) -> set[Find]:
        """Rasa's own record of each talk that the database knows of."""
        talks = {value for row in found for name, value in row.values.items() if name == "talk_id"}
        seen: set[Find] = set()
        for port in _ports(processes(self._site)["memory of Rasa"]):
            for talk in talks:
                answer = httpx.get(f"http://127.0.0.1:{port}/conversations/{talk}/tracker", timeout=5)
                seen |= search.finds(answer.content)
        return seen

    def _keys(self) -> dict[str, bytes]:
        folder = self._site.home / "secrets"
        return {
            str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()
        }


def _ids(found: Iterable[Row]) -> set[str]:
    """Random ids of rows, as the database made them."""
    return {row.values["id"] for row in found if len(row.values.get("id", "")) == UUID_LENGTH}


def _ports(pids: Sequence[int]) -> list[str]:
    found = []
    for pid in pids:
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        found += [words[at + 1] for at, word in enumerate(words) if word == "--port"]
    return found


def _program(name: str) -> Path:
    """One of PostgreSQL's own programs, from the wheel."""
    package = postgres._package()
    return Path(package.POSTGRES_VERSIONS[package.TARGET_POSTGRES_VERSION]) / name
