"""Rasa as a child process: trained when its files change, watched, restarted, and never left behind."""

import hashlib
import logging
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from bot.child import end, on_leash

log = logging.getLogger(__name__)

State = Literal["starting", "ready", "down"]

TRAINED_ON = ("nlu/config.yml", "nlu/domain", "nlu/data", "nlu/components")
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between a death and the next start
STEADY = 60.0  # seconds of health after which a death counts as the first again
GLANCE = 2.0  # seconds between two looks at a healthy Rasa
MISSES = 5  # looks without an answer after which Rasa counts as stuck
WARM_UP = 180.0  # seconds that the slowest machine may need to start

# How Rasa complains of its files. Words that no rule uses are used by our actions.
_COLOUR, _WARNING, _UNUSED = re.compile(r"\x1b\[\d+m"), "UserWarning: ", "is not used in"


@dataclass(frozen=True)
class Doors:
    """Where Rasa finds its actions, the secret that it shows there, and the token that it asks for itself."""

    action_url: str
    action_secret: str
    token: str

    def settings(self) -> dict[str, str]:
        """As nlu/endpoints.yml and nlu/credentials.yml name them."""
        return {
            "HEARD_ACTION_URL": self.action_url,
            "HEARD_ACTION_SECRET": self.action_secret,
            "HEARD_RASA_TOKEN": self.token,
        }


class TrainingFailed(Exception):
    """The model could not be trained; the message says why, in one sentence."""


def train_if_changed(root: Path, models: Path, progress: Callable[[str], None]) -> Path:
    """The model of the training files as they are now; `progress` hears what is being trained."""
    models.mkdir(parents=True, exist_ok=True)
    model = models / f"assistant-{_fingerprint(root)}.tar.gz"
    if model.exists():
        return model
    _check_readable(root)
    folder = Path(tempfile.mkdtemp(prefix="training-", dir=models))
    try:
        _train(root, folder, progress)
        (folder / "model.tar.gz").replace(model)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for old in models.glob("assistant-*.tar.gz"):
        if old != model:
            old.unlink(missing_ok=True)
    return model


def _fingerprint(root: Path) -> str:
    """Changes with every training file and with Rasa itself."""
    print_ = hashlib.sha256()
    installed = root.glob(".venv-rasa/lib/python*/site-packages/rasa-*.dist-info")
    print_.update("".join(sorted(folder.name for folder in installed)).encode())
    for place in TRAINED_ON:
        for file in _files(root / place):
            print_.update(f"{file.relative_to(root)}\0{file.stat().st_size}\0".encode())
            print_.update(file.read_bytes())
    return print_.hexdigest()[:16]


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    yield from sorted(file for file in place.rglob("*") if file.suffix in {".py", ".yml"})


def _check_readable(root: Path) -> None:
    """Rasa passes over a file that it cannot read, and trains without it."""
    for place in TRAINED_ON:
        for file in _files(root / place):
            try:
                if file.suffix == ".yml":
                    YAML(typ="safe").load(file)
            except MarkedYAMLError as fault:
                row = fault.problem_mark.line + 1 if fault.problem_mark else "?"
                raise TrainingFailed(f"{file.relative_to(root)}, row {row}: {fault.problem}.") from fault


def _train(root: Path, folder: Path, progress: Callable[[str], None]) -> None:
    arguments = ["train", "--config", "nlu/config.yml", "--domain", "nlu/domain", "--data", "nlu/data"]
    arguments += ["--out", str(folder), "--fixed-model-name", "model"]
    heard: deque[str] = deque(maxlen=200)
    with on_leash(root, folder, arguments, {"RASA_CACHE_DIRECTORY": str(folder / "cache")}) as child:
        try:
            for line in child.stdout or ():
                heard.append(line.strip())
                if "Starting to train component" in line:
                    progress(line.rsplit("'", 2)[1])
        except BaseException:
            end(child)
            raise
    if child.returncode or not (folder / "model.tar.gz").exists():
        raise TrainingFailed(
            f"The assistant could not be trained: {_reason(heard)} Mend the files under nlu/ and start again."
        )


def _reason(heard: deque[str]) -> str:
    """What Rasa complained of, else its last line; as the end of a sentence."""
    lines = [_COLOUR.sub("", line).strip() for line in heard]
    faults = [line.partition(_WARNING)[2] for line in lines if _WARNING in line and _UNUSED not in line]
    said = next((line for line in reversed([*lines, *faults]) if line), "Rasa ended without a word")
    return said.rstrip(".!") + "."


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


class Assistant:
    """Keeps one Rasa running. `url` may change when it is restarted: read it anew for every turn."""

    def __init__(self, root: Path, model: Path, doors: Doors) -> None:
        self._root = root
        self._model = model
        self._doors = doors
        self._port = _free_port()
        self._ending = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="assistant", daemon=True)
        self._http = httpx.Client(trust_env=False, timeout=5)
        self.state: State = "starting"
        self.pid: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Returns at once; `state` says how far it is."""
        self._keeper.start()

    def stop(self) -> None:
        """Ends Rasa and waits for it."""
        self._ending.set()
        if self._keeper.is_alive():
            self._keeper.join()
        self._http.close()
        self.state = "down"

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._ending.is_set():
            began = time.monotonic()
            try:
                self._live()
            except OSError as fault:
                log.error("the assistant could not be started: %s", fault.strerror)
            self.state = "down"
            pause = FIRST_PAUSE if time.monotonic() - began > STEADY else pause
            if not self._ending.wait(pause):
                self.state = "starting"
            pause = min(pause * 2, LONGEST_PAUSE)

    def _live(self) -> None:
        """One life of Rasa, from its start to its end."""
        heard: deque[str] = deque(maxlen=200)
        self._port = _free_port()
        with self._launch() as child:
            self.pid = child.pid
            threading.Thread(target=self._listen, args=(child, heard), daemon=True).start()
            try:
                if self._wakes(child):
                    log.info("the assistant is ready")
                    self._watch(child)
            finally:
                end(child)
                self.pid = None
        if not self._ending.is_set():
            # Before it was ready nobody had spoken to it, so its last words hold nobody's.
            log.error("the assistant ended: %s", _reason(heard))

    def _launch(self) -> subprocess.Popen[str]:
        arguments = ["run", "--interface", "127.0.0.1", "--port", str(self._port), "--quiet"]
        arguments += ["--model", str(self._model)]
        arguments += ["--endpoints", "nlu/endpoints.yml", "--credentials", "nlu/credentials.yml"]
        return on_leash(self._root, self._model.parent, arguments, self._doors.settings())

    def _listen(self, child: subprocess.Popen[str], heard: deque[str]) -> None:
        """Empties the pipe; what Rasa says once people talk to it may hold their words and is dropped."""
        for line in child.stdout or ():
            if self.state == "starting":
                heard.append(line.strip())

    def _wakes(self, child: subprocess.Popen[str]) -> bool:
        """Waits until Rasa answers, and says whether it did."""
        give_up = time.monotonic() + WARM_UP
        while child.poll() is None and time.monotonic() < give_up and not self._ending.wait(0.2):
            if self._answers():
                self.state = "ready"
                return True
        return False

    def _watch(self, child: subprocess.Popen[str]) -> None:
        """Returns when Rasa is dead, stuck or no longer wanted."""
        misses = 0
        while child.poll() is None and misses < MISSES and not self._ending.wait(GLANCE):
            misses = 0 if self._answers() else misses + 1

    def _answers(self) -> bool:
        try:
            return self._http.get(self.url).is_success
        except httpx.HTTPError:
            return False
