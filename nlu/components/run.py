"""Runs Rasa as Heard needs it: on a leash, and without its costly habit around actions."""

import os
import signal
import stat
import threading
from typing import Any


def _end_with_the_holder() -> None:
    """A killed program cannot end its children, but the system closes the pipes that it held."""
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def _check_results_with_one_schema() -> None:
    """Rasa has its constant schema checked anew at every action, and an error would quote the words."""
    from jsonschema import Draft202012Validator
    from rasa.core.actions.action import RemoteAction

    schema = Draft202012Validator(RemoteAction.action_response_format_spec())

    def check(self: RemoteAction, result: dict[str, Any]) -> bool:
        if not schema.is_valid(result):
            raise ValueError(f"the action {self.name()} answered in another form than Rasa reads")
        return True

    RemoteAction._validate_action_result = check


def main() -> None:
    """Takes Rasa's own arguments. With a pipe as standard input, Rasa ends with who holds its other end."""
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=_end_with_the_holder, daemon=True).start()
    from rasa.__main__ import main as rasa  # seconds of imports, already on the leash

    _check_results_with_one_schema()
    rasa()


if __name__ == "__main__":
    main()
