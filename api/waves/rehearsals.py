"""How trial runs of a survey go, with all that was said in them."""

from collections.abc import Iterable

from sqlmodel import Session

from api.conversation import retention
from api.runs import service as runs
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow


def drop(session: Session, keys: KeyRing, trials: Iterable[WaveRow]) -> None:
    """People who are in the middle of one are out of it at their next turn."""
    for trial in trials:
        retention.forget_wave(session, trial.id, runs.run_ids(session, trial.id))
        runs.forget_wave(session, trial.id)
        waves.drop(session, keys, trial)
