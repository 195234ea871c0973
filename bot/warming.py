"""Trains and starts Rasa in the background, so that surveys need not wait for it."""

import threading
from collections.abc import Callable
from pathlib import Path

from api.health.service import AssistantState
from bot.assistant import Assistant, Doors, TrainingFailed, train_if_changed

NOWHERE = "http://127.0.0.1:9"  # the discard port: refused at once, which the talk lane takes for "down"


class WarmingAssistant:
    """A Rasa that may still be in training. `tell` hears, in sentences, how far it is."""

    def __init__(self, root: Path, models: Path, doors: Doors, tell: Callable[[str], None]) -> None:
        self._root = root
        self._models = models
        self._doors = doors
        self._tell = tell
        self._running: Assistant | None = None
        self._failed = False
        self._ended = threading.Event()
        self._warming = threading.Thread(target=self._warm, name="warming", daemon=True)

    @property
    def state(self) -> AssistantState:
        """starting while it is trained; then Rasa's own."""
        if self._running is not None:
            return self._running.state
        return "down" if self._failed else "starting"

    @property
    def url(self) -> str:
        """Where Rasa listens now."""
        return self._running.url if self._running is not None else NOWHERE

    def start(self) -> None:
        """Returns at once."""
        self._warming.start()

    def stop(self) -> None:
        """Ends Rasa; a training that is under way ends with this program."""
        self._ended.set()
        if self._running is not None:
            self._running.stop()

    def _warm(self) -> None:
        trained = False

        def training(component: str) -> None:
            nonlocal trained
            if not trained:
                self._tell(
                    "The assistant is being trained (about half a minute); everything else works already."
                )
            trained = True

        try:
            model = train_if_changed(self._root, self._models, training)
        except TrainingFailed as fault:
            self._failed = True
            self._tell(str(fault))
            return
        if self._ended.is_set():
            return
        self._running = Assistant(self._root, model, self._doors)
        self._running.start()
        while not self._ended.wait(0.2):
            if self._running.state == "ready":
                self._tell("The assistant is ready: practitioners can ask in their own words.")
                return
